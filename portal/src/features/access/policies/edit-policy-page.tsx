import { Text } from "@mantine/core";
import { useParams } from "@tanstack/react-router";
import { useState } from "react";

import { api, rest } from "@/api/client";
import type { Schemas } from "@/api/types";
import { Page } from "@/components/page";
import { Answered } from "@/components/states";
import { tellDone } from "@/components/toasts";
import { PolicyForm } from "@/features/access/policies/policy-form";
import { useRenewAccess } from "@/lib/renew-access";
import { useGo } from "@/lib/going";
import { t } from "@/lib/words";

/** Changes a shared policy, at every station that it governs. */
export function EditPolicyPage() {
  const { policy: id = "" } = useParams({ strict: false });
  const policy = rest.useQuery("get", "/api/v1/access/policies/{policy_id}", {
    params: { path: { policy_id: id } },
  });
  return (
    <Page title={t("Change a policy")}>
      <Answered query={policy}>{(data) => <Form policy={data} />}</Answered>
    </Page>
  );
}

function Form({ policy: read }: { policy: Schemas["AccessPolicy"] }) {
  const [policy, setPolicy] = useState(read);
  const go = useGo();
  const renew = useRenewAccess();
  const path = { policy_id: policy.id };
  const change = async (name: string, draft: Schemas["PolicyDraft"]) => {
    await api.PATCH("/api/v1/access/policies/{policy_id}", {
      params: { path },
      body: { name, ...draft, version: policy.version },
    });
    await renew();
    tellDone(t("The policy was changed"));
    await go(`policies/${policy.id}`);
  };
  const showNewest = async () => {
    const { data } = await api.GET("/api/v1/access/policies/{policy_id}", { params: { path } });
    if (data !== undefined) setPolicy(data);
  };
  return (
    <>
      {policy.stations > 0 && (
        <Text>
          {t("It governs {{count}} stations: each of them follows at once.", {
            count: policy.stations,
          })}
        </Text>
      )}
      <PolicyForm
        key={policy.version}
        policy={policy}
        label={t("Save")}
        submit={change}
        onCancel={() => void go(`policies/${policy.id}`)}
        onChangedMeanwhile={() => void showNewest()}
      />
    </>
  );
}
