import { z } from "zod";

import { api } from "@/api/client";
import type { Schemas } from "@/api/types";
import type { Field } from "@/components/form/fields";
import { SchemaForm } from "@/components/form/schema-form";
import { tellDone } from "@/components/toasts";
import { capabilities } from "@/features/stations/access/control-words";
import { useRenewAccess } from "@/lib/renew-access";
import { t } from "@/lib/words";

const REASON_MAX_LENGTH = 1000;
const KEY_MAX_LENGTH = 50;
const VALUE_MAX_LENGTH = 500;
const AS_FOUND = "found";

function upTo(most: number) {
  return z.string().trim().max(most, t("At most {{most}} characters.", { most }));
}

const shape = z.object({
  capability: z.enum([AS_FOUND, "full", "partial", "unsupported"]),
  reason: upTo(REASON_MAX_LENGTH).min(1, t("Say why.")),
  key: upTo(KEY_MAX_LENGTH),
  on: upTo(VALUE_MAX_LENGTH),
  off: upTo(VALUE_MAX_LENGTH),
});

const fields: readonly Field<z.input<typeof shape>>[] = [
  {
    name: "capability",
    label: t("It can be switched"),
    kind: "choice",
    required: true,
    options: [
      { value: AS_FOUND, label: t("as it was found") },
      ...(["full", "partial", "unsupported"] as const).map((value) => ({
        value,
        label: `${capabilities[value].label}: ${capabilities[value].explained}`,
      })),
    ],
  },
  {
    name: "reason",
    label: t("Reason"),
    kind: "area",
    required: true,
    description: t("How you know it. Kept with it, for whoever asks later."),
  },
  {
    name: "key",
    label: t("Setting that switches it"),
    kind: "text",
    description: t(
      "Only if another one does than was found: a key of OCPP 1.6, or Component.Variable of 2.x.",
    ),
  },
  { name: "on", label: t("Its value in freevend"), kind: "text" },
  { name: "off", label: t("Its value in managed access"), kind: "text" },
];

interface Props {
  control: Schemas["ControlView"];
  onDone: () => void;
}

/** Says what a charger can do, whatever was found, or takes that back. */
export function CapabilityForm({ control, onDone }: Props) {
  const renew = useRenewAccess();
  const save = async ({ capability, reason, key, on, off }: z.output<typeof shape>) => {
    await api.PUT("/api/v1/stations/{station_id}/access/control/override", {
      params: { path: { station_id: control.station_id } },
      body: {
        capability: capability === AS_FOUND ? null : capability,
        reason,
        key: key === "" ? null : key,
        on: on === "" ? "true" : on,
        off,
      },
    });
    await renew();
    tellDone(t("What it can do was said"));
    onDone();
  };
  const { capability } = control;
  return (
    <SchemaForm
      schema={shape}
      fields={fields}
      initial={{
        capability: capability === "unknown" ? "full" : capability,
        reason: "",
        key: "",
        on: "true",
        off: "false",
      }}
      submit={save}
      label={t("Say it")}
      onCancel={onDone}
    />
  );
}
