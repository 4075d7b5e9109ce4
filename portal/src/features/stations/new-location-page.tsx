import { useQueryClient } from "@tanstack/react-query";

import { api } from "@/api/client";
import { FormPage } from "@/components/form/form-page";
import { tellDone } from "@/components/toasts";
import { type LocationBody, LocationForm } from "@/features/stations/location-form";
import { useGo } from "@/lib/going";
import { t } from "@/lib/words";

/** Adds a location; its stations follow. */
export function NewLocationPage() {
  const go = useGo();
  const queries = useQueryClient();
  const add = async (body: LocationBody) => {
    const { data } = await api.POST("/api/v1/locations", { body });
    await queries.invalidateQueries({ queryKey: ["get", "/api/v1/locations"] });
    if (data === undefined) return;
    tellDone(t("The location was added"));
    await go(`locations/${data.id}`);
  };
  return (
    <FormPage title={t("Add a location")}>
      <LocationForm label={t("Add location")} submit={add} onCancel={() => void go("locations")} />
    </FormPage>
  );
}
