import { useParams } from "@tanstack/react-router";

import { api, rest } from "@/api/client";
import type { Schemas } from "@/api/types";
import { FormPage } from "@/components/form/form-page";
import { Answered } from "@/components/states";
import { tellDone } from "@/components/toasts";
import { PartnerForm } from "@/features/roaming/partner-form";
import { useRenew } from "@/features/roaming/renew";
import type { Partner } from "@/features/roaming/roaming-words";
import { useGo } from "@/lib/going";
import { t } from "@/lib/words";

const PATH = "/api/v1/roaming/partners/{partner_id}";

/** Changes what a partner is called, and how it is spoken to. */
export function EditPartnerPage() {
  const { partner: id = "" } = useParams({ strict: false });
  const partner = rest.useQuery("get", PATH, { params: { path: { partner_id: id } } });
  return (
    <FormPage title={t("Change a partner")}>
      <Answered query={partner}>{(read) => <Form key={id} partner={read} />}</Answered>
    </FormPage>
  );
}

function Form({ partner }: { partner: Partner }) {
  const go = useGo();
  const renew = useRenew();
  const page = `partners/${partner.id}`;
  const change = async (body: Schemas["NewPartner"]) => {
    await api.PATCH(PATH, { params: { path: { partner_id: partner.id } }, body });
    await renew();
    tellDone(t("The partner was changed"));
    await go(page);
  };
  return (
    <PartnerForm
      partner={partner}
      label={t("Save")}
      submit={change}
      onCancel={() => void go(page)}
    />
  );
}
