import { keepPreviousData } from "@tanstack/react-query";

import { rest } from "@/api/client";
import { useLocationFilter } from "@/lib/location-filter";
import { serverNow } from "@/lib/ticking";
import { startOfToday } from "@/lib/time";

const AGEING_MS = 60_000;

/** By which names the lists behind the figures take a location. */
const FILTERS: Readonly<Record<string, string>> = {
  stations: "location",
  sessions: "location_id",
  problems: "location_id",
  "charger-modes": "location_id",
};

/** Read the figures of the first page, everywhere or at the location that lists begin with. */
export function useOverall() {
  const { location } = useLocationFilter();
  const from = startOfToday(new Date(serverNow()));
  const query = { from, ...(location !== null && { location_id: location }) };
  return rest.useQuery(
    "get",
    "/api/v1/overview",
    { params: { query } },
    // Silence is told by no event: it comes of time that passes.
    { refetchInterval: AGEING_MS, placeholderData: keepPreviousData },
  );
}

/** Return how a link says the location that the figures are of. */
export function useHere(): (to: string) => Readonly<Record<string, string>> {
  const { location } = useLocationFilter();
  return (to) => {
    const name = FILTERS[to];
    return location === null || name === undefined ? {} : { [name]: location };
  };
}
