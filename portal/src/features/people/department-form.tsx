import { z } from "zod";

import type { Schemas } from "@/api/types";
import type { Field } from "@/components/form/fields";
import { SchemaForm } from "@/components/form/schema-form";
import { t } from "@/lib/words";

const NAME_MAX_LENGTH = 100;
const DESCRIPTION_MAX_LENGTH = 500;

const shape = z.object({
  name: z
    .string()
    .trim()
    .min(1, t("It needs a name."))
    .max(NAME_MAX_LENGTH, t("At most {{most}} characters.", { most: NAME_MAX_LENGTH })),
  description: z
    .string()
    .trim()
    .max(
      DESCRIPTION_MAX_LENGTH,
      t("At most {{most}} characters.", { most: DESCRIPTION_MAX_LENGTH }),
    ),
});

/** What is typed of a department. */
export type DepartmentValues = z.output<typeof shape>;

const fields: readonly Field<DepartmentValues>[] = [
  { name: "name", label: t("Name"), kind: "text", required: true },
  {
    name: "description",
    label: t("Description"),
    kind: "text",
    description: t("What its people do, in a sentence."),
  },
];

interface Props {
  department?: Schemas["Department"];
  label: string;
  submit: (values: DepartmentValues) => Promise<unknown>;
  onCancel: () => void;
  onChangedMeanwhile?: () => void;
}

/** The fields of a department, new or known; what it permits is chosen on its page. */
export function DepartmentForm({ department, ...rest }: Props) {
  return (
    <SchemaForm
      schema={shape}
      fields={fields}
      initial={{ name: department?.name ?? "", description: department?.description ?? "" }}
      {...rest}
    />
  );
}
