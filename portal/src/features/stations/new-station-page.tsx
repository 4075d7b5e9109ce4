import { Button, Group, SegmentedControl, Stack } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { useSearch } from "@tanstack/react-router";
import { useState } from "react";
import { z } from "zod";

import { api, rest } from "@/api/client";
import { Problem } from "@/api/problem";
import type { Schemas } from "@/api/types";
import { ButtonLink } from "@/components/button-link";
import { FormPage } from "@/components/form/form-page";
import type { Field } from "@/components/form/fields";
import { SchemaForm } from "@/components/form/schema-form";
import { Page } from "@/components/page";
import { LocationPicker } from "@/components/pickers";
import { Answered } from "@/components/states";
import { ConnectGuide } from "@/features/stations/connect-guide";
import { protocols, securityProfiles } from "@/features/stations/station-words";
import { ownTimezone, timezones } from "@/features/stations/timezones";
import { useGo } from "@/lib/going";
import { itemsOf } from "@/lib/items";
import { t } from "@/lib/words";

type Added = Schemas["AddedStation"];

const shape = z.object({
  code: z.string().trim().min(1, t("It needs a code.")),
  name: z
    .string()
    .trim()
    .max(200, t("At most {{most}} characters.", { most: 200 })),
  location_id: z.string(),
  location_name: z
    .string()
    .trim()
    .max(200, t("At most {{most}} characters.", { most: 200 })),
  timezone: z.string().min(1, t("Choose a time zone.")),
  protocol: z.enum(["ocpp1.6", "ocpp2.0.1", "ocpp2.1"]).nullable(),
  security_profile: z.enum(["0", "1", "2", "3"]),
});

type Values = z.output<typeof shape>;

/** Adds a station in one form, which ends with exactly what is typed into the charger. */
export function NewStationPage() {
  const [added, setAdded] = useState<Added | null>(null);
  const known = rest.useQuery("get", "/api/v1/locations", { params: { query: { limit: 1 } } });
  if (added !== null) return <Ready added={added} again={() => setAdded(null)} />;
  return (
    <FormPage title={t("Add a station")}>
      <Answered query={known}>
        {(locations) => <Form first={itemsOf(locations).length === 0} onAdded={setAdded} />}
      </Answered>
    </FormPage>
  );
}

interface FormProps {
  /** There is no location yet. */
  first: boolean;
  onAdded: (added: Added) => void;
}

function Form({ first, onAdded }: FormProps) {
  const { location = "" } = useSearch({ strict: false });
  const [fresh, setFresh] = useState(first);
  const [made, setMade] = useState<Schemas["Location"] | null>(null);
  const go = useGo();
  const queries = useQueryClient();
  const placeOf = async ({ location_id, location_name, timezone }: Values): Promise<string> => {
    if (!fresh) {
      if (location_id === "") throw missing("location_id", t("Choose where it stands."));
      return location_id;
    }
    if (location_name === "") throw missing("location_name", t("The new location needs a name."));
    if (made?.name === location_name && made.timezone === timezone) return made.id;
    const { data } = await api.POST("/api/v1/locations", {
      body: { name: location_name, timezone, publish: false },
    });
    setMade(data ?? null);
    return data?.id ?? "";
  };
  const add = async (values: Values) => {
    const profile = Number(values.security_profile);
    const location_id = await placeOf(values);
    const { data } = await api.POST("/api/v1/stations", {
      body: {
        code: values.code,
        name: values.name === "" ? null : values.name,
        location_id,
        protocol: values.protocol,
        security_profile: profile,
        generate_password: profile === 1 || profile === 2,
        registration: "accepted",
      },
    });
    await queries.invalidateQueries({ queryKey: ["get", "/api/v1/stations"] });
    if (data !== undefined) onAdded(data);
  };
  return (
    <Stack gap="sm">
      {!first && (
        <SegmentedControl
          aria-label={t("Where it stands")}
          value={fresh ? "new" : "known"}
          onChange={(place) => setFresh(place === "new")}
          data={[
            { value: "known", label: t("At a known location") },
            { value: "new", label: t("At a new location") },
          ]}
        />
      )}
      <SchemaForm
        schema={shape}
        fields={[...identity, ...(fresh ? newPlace : knownPlace), ...speech]}
        initial={{
          code: "",
          name: "",
          location_id: location,
          location_name: "",
          timezone: ownTimezone(),
          protocol: null,
          security_profile: "1",
        }}
        submit={add}
        label={t("Add station")}
        onCancel={() => void go("stations")}
      />
    </Stack>
  );
}

function missing(field: string, message: string): Problem {
  return new Problem({ detail: message, errors: [{ field, message }] }, 422);
}

const identity: readonly Field<Values>[] = [
  {
    name: "code",
    label: t("Code"),
    kind: "text",
    required: true,
    description: t(
      "The charger’s own id, as it will send it: letters, digits and * - _ = : + | @ .",
    ),
  },
  { name: "name", label: t("Name"), kind: "text", description: t("What your people call it.") },
];
const knownPlace: readonly Field<Values>[] = [
  {
    name: "location_id",
    label: t("Location"),
    kind: "picked",
    picker: LocationPicker,
    required: true,
  },
];
const newPlace: readonly Field<Values>[] = [
  { name: "location_name", label: t("Name of the new location"), kind: "text", required: true },
  {
    name: "timezone",
    label: t("Its time zone"),
    kind: "choice",
    options: timezones,
    required: true,
  },
];
const speech: readonly Field<Values>[] = [
  {
    name: "protocol",
    label: t("OCPP version"),
    kind: "choice",
    options: protocols,
    placeholder: t("whichever it offers"),
  },
  {
    name: "security_profile",
    label: t("Security profile"),
    kind: "choice",
    options: securityProfiles,
    required: true,
    description: t("How it proves who it is. A password is made for you where one is needed."),
  },
];

/** What is typed into the charger, and whether that has worked; it follows by itself. */
function Ready({ added, again }: { added: Added; again: () => void }) {
  const { station: first, password = null } = added;
  const read = rest.useQuery("get", "/api/v1/stations/{station_id}", {
    params: { path: { station_id: first.id } },
  });
  const station = read.data ?? first;
  return (
    <Page title={t("{{name}} was added", { name: first.name ?? first.code })}>
      <div style={{ display: "grid", gap: "0.75rem", maxWidth: 860 }}>
        <ConnectGuide station={station} password={password} />
        <Group justify="end">
          <Button variant="default" onClick={again}>
            {t("Add another")}
          </Button>
          <ButtonLink to={`stations/${station.id}`}>{t("Go to the station")}</ButtonLink>
        </Group>
      </div>
    </Page>
  );
}
