import { api } from "@/api/client";
import { FormPage } from "@/components/form/form-page";
import { tellDone } from "@/components/toasts";
import { FleetForm, type FleetValues } from "@/features/fleets/fleet-form";
import { useRenew } from "@/features/fleets/renew";
import { useGo } from "@/lib/going";
import { t } from "@/lib/words";

/** Adds a fleet; its vehicles and rules follow on its own page. */
export function NewFleetPage() {
  const go = useGo();
  const renew = useRenew();
  const add = async (body: FleetValues) => {
    const { data } = await api.POST("/api/v1/fleets", { body });
    await renew();
    if (data === undefined) return;
    tellDone(t("The fleet was added"), t("Now say which vehicles belong to it."));
    await go(`fleets/${data.id}`);
  };
  return (
    <FormPage title={t("Add a fleet")}>
      <FleetForm label={t("Add fleet")} submit={add} onCancel={() => void go("fleets")} />
    </FormPage>
  );
}
