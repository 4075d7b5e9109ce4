import { Button } from "@mantine/core";

import { api } from "@/api/client";
import type { Schemas } from "@/api/types";
import { confirmAct } from "@/components/confirm";
import { Status } from "@/components/status";
import { tellDone } from "@/components/toasts";
import { useRenew } from "@/features/people/renew";
import { useMay } from "@/lib/me";
import { useNow } from "@/lib/ticking";
import { t } from "@/lib/words";

type Token = Schemas["ApiToken"];

/** Whether a token serves, in a word. */
export function TokenStatus({ token }: { token: Token }) {
  const now = useNow();
  if (token.revoked_at !== null) return <Status tone="quiet">{t("revoked")}</Status>;
  if (token.expires_at !== null && Date.parse(token.expires_at) <= now) {
    return <Status tone="quiet">{t("ended")}</Status>;
  }
  return <Status tone="good">{t("serves")}</Status>;
}

/** Revokes a token that serves, after asking. */
export function RevokeToken({ token }: { token: Token }) {
  const may = useMay("tokens.revoke");
  const renew = useRenew();
  if (!may || token.revoked_at !== null) return null;
  const revoke = async () => {
    await api.DELETE("/api/v1/tokens/{token_id}", { params: { path: { token_id: token.id } } });
    tellDone(t("The token was revoked"));
    await renew();
  };
  return (
    <Button
      variant="default"
      size="compact-sm"
      onClick={() =>
        confirmAct({
          title: t("Revoke {{name}}?", { name: token.name.slice(0, 100) }),
          consequence: t(
            "Whatever uses it is refused from now on. It stays in the list. This cannot be undone.",
          ),
          label: t("Revoke the token"),
          dangerous: true,
          run: revoke,
        })
      }
    >
      {t("Revoke …")}
    </Button>
  );
}
