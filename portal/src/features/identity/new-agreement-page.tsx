import { api } from "@/api/client";
import { FormPage } from "@/components/form/form-page";
import { tellDone } from "@/components/toasts";
import { type AgreementBody, AgreementForm } from "@/features/identity/agreement-form";
import { useRenew } from "@/features/identity/renew";
import { useGo } from "@/lib/going";
import { t } from "@/lib/words";

/** Makes an agreement; its identifiers follow by feed, or from a file on its own page. */
export function NewAgreementPage() {
  const go = useGo();
  const renew = useRenew();
  const add = async (body: AgreementBody) => {
    const { data } = await api.POST("/api/v1/agreements", { body });
    await renew();
    if (data === undefined) return;
    tellDone(t("The agreement was made"), t("Now bring in the partner's identifiers."));
    await go(`agreements/${data.id}`);
  };
  return (
    <FormPage title={t("Make an agreement")}>
      <AgreementForm
        label={t("Make agreement")}
        submit={add}
        onCancel={() => void go("agreements")}
      />
    </FormPage>
  );
}
