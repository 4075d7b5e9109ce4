import { z } from "zod";

import type { Schemas } from "@/api/types";
import type { Field } from "@/components/form/fields";
import { SchemaForm } from "@/components/form/schema-form";
import { t } from "@/lib/words";

const NAME_MAX_LENGTH = 100;
const NOTE_MAX_LENGTH = 500;

const shape = z.object({
  name: z
    .string()
    .trim()
    .min(1, t("It needs a name."))
    .max(NAME_MAX_LENGTH, t("At most {{most}} characters.", { most: NAME_MAX_LENGTH })),
  active: z.boolean(),
  note: z
    .string()
    .trim()
    .max(NOTE_MAX_LENGTH, t("At most {{most}} characters.", { most: NOTE_MAX_LENGTH })),
});

/** What is typed of a fleet. */
export type FleetValues = z.output<typeof shape>;

const fields: readonly Field<FleetValues>[] = [
  {
    name: "name",
    label: t("Name"),
    kind: "text",
    required: true,
    description: t("What your people call it; no other fleet has the same."),
  },
  {
    name: "active",
    label: t("Active"),
    kind: "switch",
    description: t("While it is not active, every one of its vehicles is refused."),
  },
  { name: "note", label: t("Note"), kind: "text" },
];

interface Props {
  fleet?: Schemas["Fleet"];
  label: string;
  submit: (values: FleetValues) => Promise<unknown>;
  onCancel: () => void;
  onChangedMeanwhile?: () => void;
}

/** The fields of a fleet, new or known. */
export function FleetForm({ fleet, ...rest }: Props) {
  return (
    <SchemaForm
      schema={shape}
      fields={fields}
      initial={{ name: fleet?.name ?? "", active: fleet?.active ?? true, note: fleet?.note ?? "" }}
      {...rest}
    />
  );
}
