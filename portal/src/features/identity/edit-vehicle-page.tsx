import { useParams } from "@tanstack/react-router";
import { useState } from "react";

import { api, rest } from "@/api/client";
import type { Schemas } from "@/api/types";
import { FormPage } from "@/components/form/form-page";
import { Answered } from "@/components/states";
import { tellDone } from "@/components/toasts";
import { useRenew } from "@/features/identity/renew";
import { VehicleForm, type VehicleValues } from "@/features/identity/vehicle-form";
import { useGo } from "@/lib/going";
import { t } from "@/lib/words";

/** Changes a vehicle; an edit of a state that is no longer the newest is told. */
export function EditVehiclePage() {
  const { vehicle: id = "" } = useParams({ strict: false });
  const vehicle = rest.useQuery("get", "/api/v1/vehicles/{vehicle_id}", {
    params: { path: { vehicle_id: id } },
  });
  return (
    <FormPage title={t("Change a vehicle")}>
      <Answered query={vehicle}>{(data) => <Form vehicle={data} />}</Answered>
    </FormPage>
  );
}

function Form({ vehicle: read }: { vehicle: Schemas["Vehicle"] }) {
  const [vehicle, setVehicle] = useState(read);
  const go = useGo();
  const renew = useRenew();
  const path = { vehicle_id: vehicle.id };
  const change = async (values: VehicleValues) => {
    await api.PATCH("/api/v1/vehicles/{vehicle_id}", {
      params: { path },
      body: {
        ...values,
        registration_number: values.registration_number || null,
        version: vehicle.version,
      },
    });
    await renew();
    tellDone(t("The vehicle was changed"));
    await go(`vehicles/${vehicle.id}`);
  };
  const showNewest = async () => {
    const { data } = await api.GET("/api/v1/vehicles/{vehicle_id}", { params: { path } });
    if (data !== undefined) setVehicle(data);
  };
  return (
    <VehicleForm
      key={vehicle.version}
      vehicle={vehicle}
      label={t("Save")}
      submit={change}
      onCancel={() => void go(`vehicles/${vehicle.id}`)}
      onChangedMeanwhile={() => void showNewest()}
    />
  );
}
