import { useParams } from "@tanstack/react-router";
import { useState } from "react";

import { api, rest } from "@/api/client";
import type { Schemas } from "@/api/types";
import { FormPage } from "@/components/form/form-page";
import { Answered } from "@/components/states";
import { tellDone } from "@/components/toasts";
import { type AgreementBody, AgreementForm } from "@/features/identity/agreement-form";
import { useRenew } from "@/features/identity/renew";
import { useGo } from "@/lib/going";
import { t } from "@/lib/words";

/** Changes an agreement; an edit of a state that is no longer the newest is told. */
export function EditAgreementPage() {
  const { agreement: id = "" } = useParams({ strict: false });
  const agreement = rest.useQuery("get", "/api/v1/agreements/{agreement_id}", {
    params: { path: { agreement_id: id } },
  });
  return (
    <FormPage title={t("Change an agreement")}>
      <Answered query={agreement}>{(data) => <Form agreement={data} />}</Answered>
    </FormPage>
  );
}

function Form({ agreement: read }: { agreement: Schemas["Agreement"] }) {
  const [agreement, setAgreement] = useState(read);
  const go = useGo();
  const renew = useRenew();
  const path = { agreement_id: agreement.id };
  const change = async (body: AgreementBody) => {
    await api.PATCH("/api/v1/agreements/{agreement_id}", {
      params: { path },
      body: { ...body, version: agreement.version },
    });
    await renew();
    tellDone(t("The agreement was changed"));
    await go(`agreements/${agreement.id}`);
  };
  const showNewest = async () => {
    const { data } = await api.GET("/api/v1/agreements/{agreement_id}", { params: { path } });
    if (data !== undefined) setAgreement(data);
  };
  return (
    <AgreementForm
      key={agreement.version}
      agreement={agreement}
      label={t("Save")}
      submit={change}
      onCancel={() => void go(`agreements/${agreement.id}`)}
      onChangedMeanwhile={() => void showNewest()}
    />
  );
}
