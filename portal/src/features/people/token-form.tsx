import { z } from "zod";

import type { Field } from "@/components/form/fields";
import { SchemaForm } from "@/components/form/schema-form";
import { t } from "@/lib/words";

const NAME_MAX_LENGTH = 100;

const shape = z.object({
  name: z
    .string()
    .trim()
    .min(1, t("It needs a name."))
    .max(NAME_MAX_LENGTH, t("At most {{most}} characters.", { most: NAME_MAX_LENGTH })),
  expires_at: z.string().nullable(),
  requests_per_minute: z.number({ error: t("Say how many.") }).int(t("A whole number.")),
});

/** What is typed of a token. */
export type TokenValues = z.output<typeof shape>;

const fields: readonly Field<TokenValues>[] = [
  {
    name: "name",
    label: t("Name"),
    kind: "text",
    required: true,
    description: t("Which program uses it, and for what."),
  },
  {
    name: "expires_at",
    label: t("Ends"),
    kind: "instant",
    description: t("Your own local time. Left empty, it never ends."),
  },
  {
    name: "requests_per_minute",
    label: t("Requests a minute"),
    kind: "number",
    required: true,
    description: t("How many it may make; more are refused for a while."),
  },
];

interface Props {
  submit: (values: TokenValues) => Promise<unknown>;
  onCancel: () => void;
}

/** The fields of a new token; what it permits and where is chosen above them. */
export function TokenForm(props: Props) {
  return (
    <SchemaForm
      schema={shape}
      fields={fields}
      initial={{ name: "", expires_at: null, requests_per_minute: 6000 }}
      label={t("Create the token")}
      failed={t("It was not created")}
      {...props}
    />
  );
}
