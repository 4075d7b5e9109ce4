import { useQueryClient } from "@tanstack/react-query";
import { useParams } from "@tanstack/react-router";
import { useState } from "react";

import { api, rest } from "@/api/client";
import type { Schemas } from "@/api/types";
import { FormPage } from "@/components/form/form-page";
import { Answered } from "@/components/states";
import { tellDone } from "@/components/toasts";
import { type LocationBody, LocationForm } from "@/features/stations/location-form";
import { useGo } from "@/lib/going";
import { t } from "@/lib/words";

const PATH = "/api/v1/locations/{location_id}";

/** Changes a location; an edit of a state that is no longer the newest is told. */
export function EditLocationPage() {
  const { location: id = "" } = useParams({ strict: false });
  const location = rest.useQuery("get", PATH, { params: { path: { location_id: id } } });
  return (
    <FormPage title={t("Change a location")}>
      <Answered query={location}>{(data) => <Form location={data} />}</Answered>
    </FormPage>
  );
}

function Form({ location: read }: { location: Schemas["Location"] }) {
  const [location, setLocation] = useState(read);
  const go = useGo();
  const queries = useQueryClient();
  const path = { location_id: location.id };
  const save = async (body: LocationBody) => {
    await api.PATCH(PATH, { params: { path }, body: { ...body, version: location.version } });
    await queries.invalidateQueries({ queryKey: ["get", PATH] });
    await queries.invalidateQueries({ queryKey: ["get", "/api/v1/locations"] });
    tellDone(t("The location was changed"));
    await go(`locations/${location.id}`);
  };
  const showNewest = async () => {
    const { data } = await api.GET(PATH, { params: { path } });
    if (data !== undefined) setLocation(data);
  };
  return (
    <LocationForm
      key={location.version}
      location={location}
      label={t("Save")}
      submit={save}
      onCancel={() => void go(`locations/${location.id}`)}
      onChangedMeanwhile={() => void showNewest()}
    />
  );
}
