import { useInterval } from "@mantine/hooks";
import { type InfiniteData, useQueryClient } from "@tanstack/react-query";

const EVERY_MS = 60_000;
const PAGES_AT_MOST = 2;

/**
 * Read the list of stations again once a minute, as long as it is short: no event tells that a
 * station sent a sign of life, so that what was heard last would grow old on the screen alone.
 */
export function useAgeingStations(): void {
  const queries = useQueryClient();
  const renew = () => {
    if (document.hidden) return;
    void queries.invalidateQueries({
      queryKey: ["get", "/api/v1/stations"],
      predicate: ({ state }) => {
        const data = state.data as Partial<InfiniteData<unknown>> | undefined;
        return (data?.pages?.length ?? 0) <= PAGES_AT_MOST;
      },
    });
  };
  useInterval(renew, EVERY_MS, { autoInvoke: true });
}

/** How often what is known of one station is read again while somebody looks at it. */
export const AGEING_MS = 20_000;
