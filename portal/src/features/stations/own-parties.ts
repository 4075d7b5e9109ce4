import { rest } from "@/api/client";
import type { Schemas } from "@/api/types";
import { useMay } from "@/lib/me";

const AT_MOST = 500;

/** Return our parties that run chargers, none where they may not be seen; null while they are read. */
export function useOwnParties(): readonly Schemas["Party"][] | null {
  const parties = rest.useQuery(
    "get",
    "/api/v1/roaming/parties",
    { params: { query: { ours: true, role: "CPO", limit: AT_MOST } } },
    { enabled: useMay("parties.read") },
  );
  return parties.isLoading ? null : (parties.data?.items ?? []);
}
