import { z } from "zod";

import type { Schemas } from "@/api/types";
import type { Field } from "@/components/form/fields";
import { SchemaForm } from "@/components/form/schema-form";
import { kinds } from "@/features/people/people-words";
import { t } from "@/lib/words";

const NAME_MAX_LENGTH = 100;
const EMAIL_MAX_LENGTH = 254;
const SOURCE_MAX_LENGTH = 100;

function atMost(length: number) {
  return z
    .string()
    .trim()
    .max(length, t("At most {{most}} characters.", { most: length }));
}

const shape = z.object({
  kind: z.enum(["staff", "driver"]),
  name: atMost(NAME_MAX_LENGTH).min(1, t("They need a name.")),
  email: atMost(EMAIL_MAX_LENGTH),
  phone: z.string().trim(),
  acquisition_source: atMost(SOURCE_MAX_LENGTH),
});

/** What is typed of a user. */
export type UserValues = z.output<typeof shape>;

const fields: readonly Field<UserValues>[] = [
  {
    name: "kind",
    label: t("Kind"),
    kind: "choice",
    required: true,
    options: Object.entries(kinds).map(([value, label]) => ({ value, label })),
    description: t("Staff works for you; a driver charges."),
  },
  { name: "name", label: t("Name"), kind: "text", required: true },
  {
    name: "email",
    label: t("E-mail address"),
    kind: "text",
    description: t("By it they are invited, and known again when they sign in."),
  },
  { name: "phone", label: t("Telephone"), kind: "text" },
  {
    name: "acquisition_source",
    label: t("Came by"),
    kind: "text",
    description: t("How you got to know each other, as a campaign or a QR code."),
  },
];

/** Return what the API is told of what was typed: nothing typed is nothing kept. */
export function told(values: UserValues) {
  return {
    ...values,
    email: values.email || null,
    phone: values.phone || null,
    acquisition_source: values.acquisition_source || null,
  };
}

interface Props {
  user?: Schemas["User"];
  label: string;
  submit: (values: UserValues) => Promise<unknown>;
  onCancel: () => void;
  onChangedMeanwhile?: () => void;
}

/** The fields of a user, new or known. */
export function UserForm({ user, ...rest }: Props) {
  return (
    <SchemaForm
      schema={shape}
      fields={fields}
      initial={{
        kind: user?.kind ?? "staff",
        name: user?.name ?? "",
        email: user?.email ?? "",
        phone: user?.phone ?? "",
        acquisition_source: user?.acquisition_source ?? "",
      }}
      {...rest}
    />
  );
}
