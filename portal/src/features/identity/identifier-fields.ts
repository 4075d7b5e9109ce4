import { z } from "zod";

import type { Schemas } from "@/api/types";
import type { Field } from "@/components/form/fields";
import { VehiclePicker } from "@/components/pickers";
import { optionsOf, statuses, types } from "@/features/identity/identity-words";
import { t } from "@/lib/words";

const VALUE_MAX_LENGTH = 36;
const PRINTABLE = /^[\x20-\x7e]*$/;
const typeNames = Object.keys(types) as [Schemas["Identifier"]["type"]];
const statusNames = Object.keys(statuses) as [Schemas["Identifier"]["status"]];

const token = z
  .string()
  .trim()
  .max(VALUE_MAX_LENGTH, t("At most {{most}} characters.", { most: VALUE_MAX_LENGTH }))
  .regex(PRINTABLE, t("Letters, digits and signs of ASCII only: chargers send no others."));

const known = z.object({
  type: z.enum(typeNames),
  status: z.enum(statusNames),
  vehicle_id: z.string().nullable(),
  valid_from: z.string().nullable(),
  valid_until: z.string().nullable(),
});

/** What may be entered of a new identifier. */
export const newShape = known.extend({
  value: token.min(1, t("It needs a value.")),
  group: token,
});

/** What may be changed of one: its value never, and its group only by typing it anew. */
export const changedShape = known.extend({ group: token, without_group: z.boolean() });

export type NewValues = z.output<typeof newShape>;
export type ChangedValues = z.output<typeof changedShape>;

const GROUP_MEANT = t(
  "Whoever has the same group may stop each other's sessions (OCPP 1.6 parentIdTag, 2.x groupIdToken). Shown masked from then on.",
);

const value: Field<NewValues> = {
  name: "value",
  label: t("Value"),
  kind: "text",
  required: true,
  description: t(
    "As the card or the vehicle tells it; capitals do not matter. Up to 20 characters where chargers of OCPP 1.6 shall know it, else up to 36. It is never shown whole again.",
  ),
};

const type: Field<ChangedValues & NewValues> = {
  name: "type",
  label: t("Type"),
  kind: "choice",
  required: true,
  options: optionsOf(types),
};

const status: Field<ChangedValues & NewValues> = {
  name: "status",
  label: t("Status"),
  kind: "choice",
  required: true,
  options: optionsOf(statuses),
  description: t("Only an active one may charge."),
};

const vehicle: Field<ChangedValues & NewValues> = {
  name: "vehicle_id",
  label: t("Vehicle"),
  kind: "picked",
  picker: VehiclePicker,
  description: t("Whose it is. It may charge without one."),
};

const validity: readonly Field<ChangedValues & NewValues>[] = [
  {
    name: "valid_from",
    label: t("Valid from"),
    kind: "instant",
    description: t("Your own local time. Refused before; without one, valid at once."),
  },
  {
    name: "valid_until",
    label: t("Valid until"),
    kind: "instant",
    description: t("Your own local time. Refused as expired from then on; without one, for ever."),
  },
];

export const newFields = [
  value,
  type,
  vehicle,
  status,
  ...validity,
  { name: "group", label: t("Group"), kind: "text", description: GROUP_MEANT },
] as readonly Field<NewValues>[];

/** The fields of a known identifier; `group` is its mask, if it has one. */
export function changedFields(group: string | null): readonly Field<ChangedValues>[] {
  const says =
    group === null
      ? t("It has none.")
      : t("It has {{group}}; leave this empty to keep it.", { group });
  const without: Field<ChangedValues> = {
    name: "without_group",
    label: t("Take its group away"),
    kind: "switch",
  };
  return [
    type,
    vehicle,
    status,
    ...validity,
    { name: "group", label: t("Group"), kind: "text", description: `${says} ${GROUP_MEANT}` },
    ...(group === null ? [] : [without]),
  ] as readonly Field<ChangedValues>[];
}
