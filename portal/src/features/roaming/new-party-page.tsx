import { api } from "@/api/client";
import type { Schemas } from "@/api/types";
import { FormPage } from "@/components/form/form-page";
import { tellDone } from "@/components/toasts";
import { PartyForm } from "@/features/roaming/party-form";
import { useRenew } from "@/features/roaming/renew";
import { useGo } from "@/lib/going";
import { t } from "@/lib/words";

/** Adds a party of ours. */
export function NewPartyPage() {
  const go = useGo();
  const renew = useRenew();
  const add = async (body: Schemas["PutParty"]) => {
    await api.POST("/api/v1/roaming/parties", { body });
    await renew();
    tellDone(
      t("The party was added"),
      t("Partners are told of it when credentials are changed next."),
    );
    await go("parties");
  };
  return (
    <FormPage title={t("Add a party")}>
      <PartyForm label={t("Add party")} submit={add} onCancel={() => void go("parties")} />
    </FormPage>
  );
}
