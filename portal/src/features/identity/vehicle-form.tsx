import { z } from "zod";

import type { Schemas } from "@/api/types";
import type { Field } from "@/components/form/fields";
import { SchemaForm } from "@/components/form/schema-form";
import { FleetPicker } from "@/components/pickers";
import { optionsOf, vehicleStatuses } from "@/features/identity/identity-words";
import { useMay } from "@/lib/me";
import { t } from "@/lib/words";

const NAME_MAX_LENGTH = 100;
const REGISTRATION_MAX_LENGTH = 20;

const shape = z.object({
  name: z
    .string()
    .trim()
    .min(1, t("It needs a name."))
    .max(NAME_MAX_LENGTH, t("At most {{most}} characters.", { most: NAME_MAX_LENGTH })),
  registration_number: z
    .string()
    .trim()
    .max(
      REGISTRATION_MAX_LENGTH,
      t("At most {{most}} characters.", { most: REGISTRATION_MAX_LENGTH }),
    ),
  fleet_id: z.string().nullable(),
  status: z.enum(["active", "inactive"]),
});

/** What is typed of a vehicle. */
export type VehicleValues = z.output<typeof shape>;

const fields: readonly Field<VehicleValues>[] = [
  {
    name: "name",
    label: t("Name"),
    kind: "text",
    required: true,
    description: t("What your people call it; it need not be unique."),
  },
  {
    name: "registration_number",
    label: t("Registration number"),
    kind: "text",
    description: t("As on its number plate."),
  },
  {
    name: "fleet_id",
    label: t("Fleet"),
    kind: "picked",
    picker: FleetPicker,
    description: t("Its rules say where and when the vehicle may charge."),
  },
  {
    name: "status",
    label: t("Status"),
    kind: "choice",
    required: true,
    options: optionsOf(vehicleStatuses),
    description: t("While it is inactive, every one of its identifiers is refused."),
  },
];

interface Props {
  vehicle?: Schemas["Vehicle"];
  label: string;
  submit: (values: VehicleValues) => Promise<unknown>;
  onCancel: () => void;
  onChangedMeanwhile?: () => void;
}

/** The fields of a vehicle, new or known. */
export function VehicleForm({ vehicle, ...rest }: Props) {
  const mayPick = useMay("fleets.read");
  return (
    <SchemaForm
      schema={shape}
      fields={mayPick ? fields : fields.filter(({ name }) => name !== "fleet_id")}
      initial={{
        name: vehicle?.name ?? "",
        registration_number: vehicle?.registration_number ?? "",
        fleet_id: vehicle?.fleet_id ?? null,
        status: vehicle?.status ?? "active",
      }}
      {...rest}
    />
  );
}
