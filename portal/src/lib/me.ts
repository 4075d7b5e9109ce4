import { queryOptions } from "@tanstack/react-query";
import { createContext, useContext } from "react";

import { api, speakFor } from "@/api/client";
import type { Schemas } from "@/api/types";
import { learnFrom } from "@/lib/ticking";

/** Who looks at the portal, in which tenant, and what they may do there. */
export type Me = Schemas["Me"];

export const MeContext = createContext<Me | null>(null);

export function useMe(): Me {
  const me = useContext(MeContext);
  if (me === null) throw new Error("Nobody is signed in here.");
  return me;
}

/** Whether the one who looks holds a permission, by its action. */
export function useMay(action: string): boolean {
  return useMe().permissions.includes(action);
}

/**
 * Ask who is signed in, in a tenant by its slug; null is the one that the server takes first.
 * Every request after it speaks for that tenant.
 */
export function meIn(tenant: string | null) {
  return queryOptions({
    queryKey: ["me", tenant],
    queryFn: async ({ signal }) => {
      speakFor({ tenant });
      const { data, response } = await api.GET("/api/v1/me", { signal });
      learnFrom(response);
      const me = data as Me;
      speakAs(me);
      return me;
    },
  });
}

/** Let every request from now on be made by somebody in their tenant. */
export function speakAs(me: Me): void {
  speakFor({ tenant: me.tenant.slug, csrfToken: me.csrf_token });
}
