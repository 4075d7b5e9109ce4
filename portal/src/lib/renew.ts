import { useQueryClient } from "@tanstack/react-query";
import { useCallback } from "react";

/** Return the hook that tells how to read anew what stands at addresses like these. */
export function renewing(ours: RegExp): () => () => Promise<void> {
  return function useRenew() {
    const queries = useQueryClient();
    return useCallback(
      () =>
        queries.invalidateQueries({
          predicate: ({ queryKey }) => typeof queryKey[1] === "string" && ours.test(queryKey[1]),
        }),
      [queries],
    );
  };
}
