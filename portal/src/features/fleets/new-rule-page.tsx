import { useParams } from "@tanstack/react-router";

import { api } from "@/api/client";
import { FormPage } from "@/components/form/form-page";
import { tellDone } from "@/components/toasts";
import { useRenew } from "@/features/fleets/renew";
import { type RuleBody, RuleForm } from "@/features/fleets/rule-form";
import { useGo } from "@/lib/going";
import { t } from "@/lib/words";

/** Adds a rule to a fleet. */
export function NewRulePage() {
  const { fleet = "" } = useParams({ strict: false });
  const go = useGo();
  const renew = useRenew();
  const add = async (body: RuleBody) => {
    await api.POST("/api/v1/fleets/{fleet_id}/rules", {
      params: { path: { fleet_id: fleet } },
      body,
    });
    await renew();
    tellDone(t("The rule was added"), t("It holds from the next start on."));
    await go(`fleets/${fleet}`);
  };
  return (
    <FormPage title={t("Add a rule")}>
      <RuleForm label={t("Add rule")} submit={add} onCancel={() => void go(`fleets/${fleet}`)} />
    </FormPage>
  );
}
