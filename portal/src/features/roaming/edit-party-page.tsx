import { Paper, Text } from "@mantine/core";
import { useParams } from "@tanstack/react-router";

import { api, rest } from "@/api/client";
import type { Schemas } from "@/api/types";
import { Page } from "@/components/page";
import { ReadPage } from "@/components/read-page";
import { Empty } from "@/components/states";
import { tellDone } from "@/components/toasts";
import { PartyActs } from "@/features/roaming/party-acts";
import { PartyForm } from "@/features/roaming/party-form";
import { useRenew } from "@/features/roaming/renew";
import { keyOf, type Party, roles } from "@/features/roaming/roaming-words";
import { useGo } from "@/lib/going";
import { t } from "@/lib/words";

const AT_MOST = 500;

/** Describes a party of ours otherwise, makes it the default one, or removes it. */
export function EditPartyPage() {
  const { party: id = "" } = useParams({ strict: false });
  const parties = rest.useQuery("get", "/api/v1/roaming/parties", {
    params: { query: { ours: true, limit: AT_MOST } },
  });
  return (
    <ReadPage query={parties} title={t("Change a party")}>
      {({ items }) => {
        const party = items.find((one) => one.id === id);
        if (party !== undefined) return <Told key={id} party={party} />;
        return (
          <Page title={t("Change a party")}>
            <Empty title={t("There is no such party of ours")}>
              {t("It may have been removed.")}
            </Empty>
          </Page>
        );
      }}
    </ReadPage>
  );
}

function Told({ party }: { party: Party }) {
  const go = useGo();
  const renew = useRenew();
  const change = async (body: Schemas["PutParty"]) => {
    await api.POST("/api/v1/roaming/parties", { body });
    await renew();
    tellDone(t("The party was changed"));
    await go("parties");
  };
  return (
    <Page title={keyOf(party)} actions={<PartyActs party={party} />}>
      <Text>{roles[party.role]}</Text>
      {party.provisional ? (
        <Text maw={640}>{t("What a new tenant begins with; partners do not know it.")}</Text>
      ) : (
        <Paper withBorder p="md" maw={640}>
          <PartyForm
            party={party}
            label={t("Save")}
            submit={change}
            onCancel={() => void go("parties")}
          />
        </Paper>
      )}
    </Page>
  );
}
