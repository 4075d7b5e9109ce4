import { QueryClient } from "@tanstack/react-query";

import { Problem } from "@/api/problem";

const RETRIES = 2;

/** What was read stays fresh until an event says otherwise: the live stream, not a timer. */
export const queries = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: Infinity,
      gcTime: 5 * 60_000,
      refetchOnWindowFocus: false,
      refetchOnReconnect: true,
      retry: (failures, error) => {
        const { status } = Problem.from(error);
        return failures < RETRIES && (status === 0 || status === 429 || status === 503);
      },
    },
    mutations: { retry: false },
  },
});
