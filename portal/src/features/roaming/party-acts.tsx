import { Button, Group } from "@mantine/core";

import { api } from "@/api/client";
import { RemoveButton } from "@/components/acts";
import { confirmAct } from "@/components/confirm";
import { tellDone } from "@/components/toasts";
import { useRenew } from "@/features/roaming/renew";
import { keyOf, type Party } from "@/features/roaming/roaming-words";
import { useGo } from "@/lib/going";
import { t } from "@/lib/words";

/** What can be done with a party of ours: to be the default one, to be removed. */
export function PartyActs({ party }: { party: Party }) {
  const go = useGo();
  const renew = useRenew();
  const name = keyOf(party);
  const { country_code, party_id, role } = party;
  const choose = async () => {
    await api.PUT("/api/v1/roaming/parties/default", { body: { country_code, party_id } });
    tellDone(t("{{name}} is the default party now", { name }));
    await go("parties");
    await renew();
  };
  const askDefault = () =>
    confirmAct({
      title: t("Make {{name}} the default party?", { name }),
      consequence: t(
        "New locations and tariffs that name no party belong to it from now on. What belongs to the one before stays there.",
      ),
      label: t("Make it the default"),
      run: choose,
    });
  const remove = async () => {
    await api.DELETE("/api/v1/roaming/parties/{country_code}/{party_id}", {
      params: { path: { country_code, party_id }, query: { role } },
    });
    tellDone(t("{{name}} was removed", { name }));
    await go("parties");
    await renew();
  };
  const askRemove = () =>
    confirmAct({
      title: t("Remove {{name}}?", { name }),
      consequence: t(
        "Partners are told of it no more when credentials are changed next. One to which locations or tariffs belong is not removed. This cannot be undone.",
      ),
      label: t("Remove the party"),
      dangerous: true,
      run: remove,
    });
  if (party.is_default) return null;
  return (
    <Group gap="xs">
      {!party.provisional && role === "CPO" && (
        <Button variant="default" onClick={askDefault}>
          {t("Make default …")}
        </Button>
      )}
      <RemoveButton onClick={askRemove} />
    </Group>
  );
}
