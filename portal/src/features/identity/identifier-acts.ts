import { useCallback } from "react";

import { api } from "@/api/client";
import type { Schemas } from "@/api/types";
import { tellDone } from "@/components/toasts";
import { useRenew } from "@/features/identity/renew";
import { t } from "@/lib/words";

/** Return how to make identifiers inactive; one after the other, up to the first that fails. */
export function useDeactivate() {
  const renew = useRenew();
  return useCallback(
    async (identifiers: readonly Schemas["Identifier"][], reason: string) => {
      try {
        for (const { id } of identifiers) {
          await api.POST("/api/v1/identifiers/{identifier_id}/deactivate", {
            params: { path: { identifier_id: id } },
            body: { reason },
          });
        }
      } finally {
        await renew();
      }
      const [only] = identifiers;
      const said =
        identifiers.length === 1
          ? (only?.masked ?? "")
          : t("{{count}} identifiers", { count: identifiers.length });
      tellDone(t("Deactivated"), t("{{what}}: refused from now on.", { what: said }));
    },
    [renew],
  );
}
