import { api } from "@/api/client";
import type { Schemas } from "@/api/types";
import { FormPage } from "@/components/form/form-page";
import { PartnerForm } from "@/features/roaming/partner-form";
import { useRenew } from "@/features/roaming/renew";
import { useGo } from "@/lib/going";
import { t } from "@/lib/words";

/** Adds a partner; credentials are exchanged on its own page, which follows. */
export function NewPartnerPage() {
  const go = useGo();
  const renew = useRenew();
  const add = async (body: Schemas["NewPartner"]) => {
    const { data } = await api.POST("/api/v1/roaming/partners", { body });
    await renew();
    if (data !== undefined) await go(`partners/${data.id}`);
  };
  return (
    <FormPage title={t("Add a partner")}>
      <PartnerForm
        label={t("Go on to exchange credentials")}
        submit={add}
        onCancel={() => void go("partners")}
      />
    </FormPage>
  );
}
