import { useNavigate } from "@tanstack/react-router";
import { useCallback } from "react";

import { addressIn } from "@/lib/addresses";
import { useMe } from "@/lib/me";

/** Return how to go to a page of the same tenant: `vehicles/…`. */
export function useGo(): (to: string, search?: Readonly<Record<string, string>>) => Promise<void> {
  const { tenant } = useMe();
  const navigate = useNavigate();
  return useCallback(
    (to, search = {}) => navigate({ to: addressIn(tenant, to), search }),
    [navigate, tenant],
  );
}
