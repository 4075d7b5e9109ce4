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

/** Gives a station a policy of its own, which begins with what governs it now. */
export function OwnPolicyPage() {
  const { station: id = "" } = useParams({ strict: false });
  const access = rest.useQuery("get", "/api/v1/stations/{station_id}/access", {
    params: { path: { station_id: id } },
  });
  return (
    <Page title={t("A station's own policy")}>
      <Answered query={access}>
        {({ policy }) =>
          policy === null ? <Form station={id} /> : <Begun station={id} governing={policy} />
        }
      </Answered>
    </Page>
  );
}

interface BegunProps {
  station: string;
  governing: Schemas["GoverningPolicy"];
}

function Begun({ station, governing }: BegunProps) {
  const policy = rest.useQuery("get", "/api/v1/access/policies/{policy_id}", {
    params: { path: { policy_id: governing.id } },
  });
  return (
    <Answered query={policy}>
      {(data) => (
        <>
          {!governing.is_own && (
            <Text>
              {t("It begins as {{policy}}, which governs the station no more once this is saved.", {
                policy: governing.name ?? "",
              })}
            </Text>
          )}
          <Form station={station} policy={data} />
        </>
      )}
    </Answered>
  );
}

function Form({ station, policy: read }: { station: string; policy?: Schemas["AccessPolicy"] }) {
  const [policy, setPolicy] = useState(read);
  const go = useGo();
  const renew = useRenewAccess();
  const version = policy?.station_id === station ? policy.version : null;
  const save = async (_: string, draft: Schemas["PolicyDraft"]) => {
    await api.PUT("/api/v1/stations/{station_id}/access/policy", {
      params: { path: { station_id: station } },
      body: { ...draft, version },
    });
    await renew();
    tellDone(t("The station has a policy of its own"));
    await go(`stations/${station}/access`);
  };
  const showNewest = async () => {
    if (policy === undefined) return;
    const path = { policy_id: policy.id };
    const { data } = await api.GET("/api/v1/access/policies/{policy_id}", { params: { path } });
    setPolicy(data);
  };
  return (
    <PolicyForm
      key={policy?.version ?? 0}
      {...(policy !== undefined && { policy })}
      station={station}
      label={t("Save")}
      submit={save}
      onCancel={() => void go(`stations/${station}/access`)}
      onChangedMeanwhile={() => void showNewest()}
    />
  );
}
