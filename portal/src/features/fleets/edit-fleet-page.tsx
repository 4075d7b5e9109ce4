import { useParams } from "@tanstack/react-router";
import { useState } from "react";

import { api, rest } from "@/api/client";
import type { Schemas } from "@/api/types";
import { FormPage } from "@/components/form/form-page";
import { Answered } from "@/components/states";
import { tellDone } from "@/components/toasts";
import { FleetForm, type FleetValues } from "@/features/fleets/fleet-form";
import { useRenew } from "@/features/fleets/renew";
import { useGo } from "@/lib/going";
import { t } from "@/lib/words";

/** Changes a fleet; an edit of a state that is no longer the newest is told. */
export function EditFleetPage() {
  const { fleet: id = "" } = useParams({ strict: false });
  const fleet = rest.useQuery("get", "/api/v1/fleets/{fleet_id}", {
    params: { path: { fleet_id: id } },
  });
  return (
    <FormPage title={t("Change a fleet")}>
      <Answered query={fleet}>{(data) => <Form fleet={data} />}</Answered>
    </FormPage>
  );
}

function Form({ fleet: read }: { fleet: Schemas["Fleet"] }) {
  const [fleet, setFleet] = useState(read);
  const go = useGo();
  const renew = useRenew();
  const path = { fleet_id: fleet.id };
  const change = async (values: FleetValues) => {
    await api.PATCH("/api/v1/fleets/{fleet_id}", {
      params: { path },
      body: { ...values, version: fleet.version },
    });
    await renew();
    tellDone(t("The fleet was changed"));
    await go(`fleets/${fleet.id}`);
  };
  const showNewest = async () => {
    const { data } = await api.GET("/api/v1/fleets/{fleet_id}", { params: { path } });
    if (data !== undefined) setFleet(data);
  };
  return (
    <FleetForm
      key={fleet.version}
      fleet={fleet}
      label={t("Save")}
      submit={change}
      onCancel={() => void go(`fleets/${fleet.id}`)}
      onChangedMeanwhile={() => void showNewest()}
    />
  );
}
