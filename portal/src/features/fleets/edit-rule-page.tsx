import { useParams } from "@tanstack/react-router";
import { useState } from "react";

import { api, rest } from "@/api/client";
import type { Schemas } from "@/api/types";
import { FormPage } from "@/components/form/form-page";
import { Answered, Empty } from "@/components/states";
import { tellDone } from "@/components/toasts";
import { useRenew } from "@/features/fleets/renew";
import { type RuleBody, RuleForm } from "@/features/fleets/rule-form";
import { useGo } from "@/lib/going";
import { t } from "@/lib/words";

type Rule = Schemas["TeamRule"];

/** Changes a rule; an edit of a state that is no longer the newest is told. */
export function EditRulePage() {
  const { fleet = "", rule: id = "" } = useParams({ strict: false });
  const rules = rest.useQuery("get", "/api/v1/fleets/{fleet_id}/rules", {
    params: { path: { fleet_id: fleet } },
  });
  return (
    <FormPage title={t("Change a rule")}>
      <Answered query={rules}>
        {(all) => {
          const rule = all.find((one) => one.id === id);
          return rule === undefined ? (
            <Empty title={t("There is no such rule")} />
          ) : (
            <Form rule={rule} />
          );
        }}
      </Answered>
    </FormPage>
  );
}

function Form({ rule: read }: { rule: Rule }) {
  const [rule, setRule] = useState(read);
  const go = useGo();
  const renew = useRenew();
  const fleet = rule.fleet_id;
  const change = async (body: RuleBody) => {
    await api.PATCH("/api/v1/fleets/{fleet_id}/rules/{rule_id}", {
      params: { path: { fleet_id: fleet, rule_id: rule.id } },
      body: { ...body, version: rule.version },
    });
    await renew();
    tellDone(t("The rule was changed"));
    await go(`fleets/${fleet}`);
  };
  const showNewest = async () => {
    const { data } = await api.GET("/api/v1/fleets/{fleet_id}/rules", {
      params: { path: { fleet_id: fleet } },
    });
    const newest = data?.find((one) => one.id === rule.id);
    if (newest !== undefined) setRule(newest);
  };
  return (
    <RuleForm
      key={rule.version}
      rule={rule}
      label={t("Save")}
      submit={change}
      onCancel={() => void go(`fleets/${fleet}`)}
      onChangedMeanwhile={() => void showNewest()}
    />
  );
}
