import { Button, Modal, Stack, Text, TextInput } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { type SubmitEvent, useState } from "react";
import { z } from "zod";

import { api } from "@/api/client";
import type { Schemas } from "@/api/types";
import { Section } from "@/components/detail";
import type { Field } from "@/components/form/fields";
import { SchemaForm } from "@/components/form/schema-form";
import { LocationPicker } from "@/components/pickers";
import { ProblemAlert } from "@/components/states";
import { tellDone } from "@/components/toasts";
import { ConnectGuide } from "@/features/stations/connect-guide";
import { StationFrame } from "@/features/stations/station-frame";
import { PasswordSection } from "@/features/stations/station-password";
import {
  nameOf,
  protocols,
  registrations,
  securityProfiles,
} from "@/features/stations/station-words";
import classes from "@/features/stations/station.module.css";
import { useGo } from "@/lib/going";
import { useMay } from "@/lib/me";
import { t } from "@/lib/words";

type Station = Schemas["Station"];

const shape = z.object({
  code: z.string().trim().min(1, t("It needs a code.")),
  name: z
    .string()
    .trim()
    .max(200, t("At most {{most}} characters.", { most: 200 })),
  location_id: z.string(t("Choose where it stands.")).min(1, t("Choose where it stands.")),
  protocol: z.enum(["ocpp1.6", "ocpp2.0.1", "ocpp2.1"]).nullable(),
  security_profile: z.enum(["0", "1", "2", "3"]),
  registration: z.enum(["accepted", "pending", "rejected"]),
  quirk_profile: z
    .string()
    .trim()
    .max(200, t("At most {{most}} characters.", { most: 200 })),
});

type Values = z.output<typeof shape>;

const fields: readonly Field<Values>[] = [
  {
    name: "code",
    label: t("Code"),
    kind: "text",
    required: true,
    description: t("The charger’s own id. Change it in the charger as well, or it stays outside."),
  },
  { name: "name", label: t("Name"), kind: "text", description: t("What your people call it.") },
  {
    name: "location_id",
    label: t("Location"),
    kind: "picked",
    picker: LocationPicker,
    required: true,
  },
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
  },
  {
    name: "registration",
    label: t("Registration"),
    kind: "choice",
    options: registrations,
    required: true,
    description: t("Whether it may take part; told it at its next boot."),
  },
  {
    name: "quirk_profile",
    label: t("Family"),
    kind: "text",
    description: t("Whose peculiarities it has; found by itself when it boots."),
  },
];

/** What is set about a station here, how it proves who it is, and its end. */
export function StationSettingsPage() {
  return (
    <StationFrame>{(station) => <Settings key={station.id} station={station} />}</StationFrame>
  );
}

function Settings({ station }: { station: Station }) {
  const mayEdit = useMay("stations.edit");
  const [password, setPassword] = useState<string | null>(null);
  return (
    <div className={classes.columns}>
      <div className={classes.column}>
        {mayEdit && (
          <Section title={t("The station")}>
            <EditForm station={station} />
          </Section>
        )}
        {mayEdit && <PasswordSection station={station} onMade={setPassword} />}
        {mayEdit && <Removal station={station} />}
      </div>
      <div className={classes.column}>
        <ConnectGuide station={station} password={password} />
      </div>
    </div>
  );
}

function EditForm({ station: read }: { station: Station }) {
  const [station, setStation] = useState(read);
  const queries = useQueryClient();
  const path = { station_id: station.id };
  const save = async (values: Values) => {
    const { data } = await api.PATCH("/api/v1/stations/{station_id}", {
      params: { path },
      body: {
        ...values,
        name: values.name === "" ? null : values.name,
        quirk_profile: values.quirk_profile === "" ? null : values.quirk_profile,
        security_profile: Number(values.security_profile),
        version: station.version,
      },
    });
    await queries.invalidateQueries({ queryKey: ["get", "/api/v1/stations/{station_id}"] });
    if (data !== undefined) setStation(data);
    tellDone(t("The station was changed"));
  };
  const showNewest = async () => {
    const { data } = await api.GET("/api/v1/stations/{station_id}", { params: { path } });
    if (data !== undefined) setStation(data);
  };
  return (
    <SchemaForm
      key={station.version}
      schema={shape}
      fields={fields}
      initial={{
        code: station.code,
        name: station.name ?? "",
        location_id: station.location_id,
        protocol: station.protocol as Values["protocol"],
        security_profile: String(station.security_profile) as Values["security_profile"],
        registration: station.registration as Values["registration"],
        quirk_profile: station.quirk_profile ?? "",
      }}
      submit={save}
      label={t("Save")}
      onChangedMeanwhile={() => void showNewest()}
    />
  );
}

function Removal({ station }: { station: Station }) {
  const [asking, setAsking] = useState(false);
  return (
    <Section title={t("Remove it")}>
      <Text>
        {t(
          "Its history stays, and its code is free again. The charger itself is turned away from then on.",
        )}
      </Text>
      <div>
        <Button variant="subtle" color="red" onClick={() => setAsking(true)}>
          {t("Remove this station …")}
        </Button>
      </div>
      <Modal
        opened={asking}
        onClose={() => setAsking(false)}
        title={t("Remove {{name}}?", { name: nameOf(station) })}
      >
        <RemoveForm station={station} onCancel={() => setAsking(false)} />
      </Modal>
    </Section>
  );
}

function RemoveForm({ station, onCancel }: { station: Station; onCancel: () => void }) {
  const [typed, setTyped] = useState("");
  const [failure, setFailure] = useState<unknown>(null);
  const go = useGo();
  const queries = useQueryClient();
  const remove = async (event: SubmitEvent) => {
    event.preventDefault();
    try {
      await api.DELETE("/api/v1/stations/{station_id}", {
        params: { path: { station_id: station.id } },
      });
      tellDone(t("The station was removed"));
      await go("stations");
      await queries.invalidateQueries({ queryKey: ["get", "/api/v1/stations"] });
    } catch (error) {
      setFailure(error);
    }
  };
  return (
    <form onSubmit={(event) => void remove(event)}>
      <Stack gap="sm">
        {failure !== null && <ProblemAlert error={failure} title={t("It was not removed")} />}
        <TextInput
          label={t("Type {{code}} to confirm", { code: station.code })}
          value={typed}
          autoComplete="off"
          onChange={(event) => setTyped(event.currentTarget.value)}
          data-autofocus
        />
        <div style={{ display: "flex", gap: 8, justifyContent: "end" }}>
          <Button variant="default" onClick={onCancel}>
            {t("Cancel")}
          </Button>
          <Button type="submit" color="red" disabled={typed.trim() !== station.code}>
            {t("Remove the station")}
          </Button>
        </div>
      </Stack>
    </form>
  );
}
