import { api } from "@/api/client";
import { FormPage } from "@/components/form/form-page";
import { tellDone } from "@/components/toasts";
import { useRenew } from "@/features/identity/renew";
import { VehicleForm, type VehicleValues } from "@/features/identity/vehicle-form";
import { useGo } from "@/lib/going";
import { t } from "@/lib/words";

/** Adds a vehicle; its identifiers follow on its own page. */
export function NewVehiclePage() {
  const go = useGo();
  const renew = useRenew();
  const add = async (values: VehicleValues) => {
    const { data } = await api.POST("/api/v1/vehicles", {
      body: { ...values, registration_number: values.registration_number || null },
    });
    await renew();
    if (data === undefined) return;
    tellDone(t("The vehicle was added"), t("Now add the identifiers by which chargers know it."));
    await go(`vehicles/${data.id}`);
  };
  return (
    <FormPage title={t("Add a vehicle")}>
      <VehicleForm label={t("Add vehicle")} submit={add} onCancel={() => void go("vehicles")} />
    </FormPage>
  );
}
