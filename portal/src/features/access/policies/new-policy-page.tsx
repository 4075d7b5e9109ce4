import { api } from "@/api/client";
import type { Schemas } from "@/api/types";
import { Page } from "@/components/page";
import { tellDone } from "@/components/toasts";
import { PolicyForm } from "@/features/access/policies/policy-form";
import { useRenewAccess } from "@/lib/renew-access";
import { useGo } from "@/lib/going";
import { t } from "@/lib/words";

/** Makes a shared policy; which stations it governs is said on its own page. */
export function NewPolicyPage() {
  const go = useGo();
  const renew = useRenewAccess();
  const add = async (name: string, draft: Schemas["PolicyDraft"]) => {
    const { data } = await api.POST("/api/v1/access/policies", { body: { name, ...draft } });
    await renew();
    if (data === undefined) return;
    tellDone(t("The policy was added"), t("Now give it to stations: it governs none yet."));
    await go(`policies/${data.id}`);
  };
  return (
    <Page title={t("Add a policy")}>
      <PolicyForm label={t("Add policy")} submit={add} onCancel={() => void go("policies")} />
    </Page>
  );
}
