import { z } from "zod";

import type { Schemas } from "@/api/types";
import type { Field } from "@/components/form/fields";
import { SchemaForm } from "@/components/form/schema-form";
import type { Partner } from "@/features/roaming/roaming-words";
import { t } from "@/lib/words";

const NAME_MAX_LENGTH = 100;

const shape = z.object({
  name: z
    .string()
    .trim()
    .min(1, t("It needs a name."))
    .max(NAME_MAX_LENGTH, t("At most {{most}} characters.", { most: NAME_MAX_LENGTH })),
  token_encoding: z.enum(["base64", "raw"]),
  legacy_role: z.enum(["EMSP", "CPO"]),
});

const fields: readonly Field<z.input<typeof shape>>[] = [
  {
    name: "name",
    label: t("Name"),
    kind: "text",
    required: true,
    description: t("The company or system with which you exchange."),
  },
  {
    name: "token_encoding",
    label: t("How tokens are sent to it"),
    kind: "choice",
    required: true,
    options: [
      { value: "base64", label: t("In Base64, as OCPI 2.2 says") },
      { value: "raw", label: t("As they are, which older systems want") },
    ],
    description: t("What it sends us is understood either way."),
  },
  {
    name: "legacy_role",
    label: t("What it is, if it speaks 2.1.1"),
    kind: "choice",
    required: true,
    options: [
      { value: "EMSP", label: t("It has drivers (EMSP)") },
      { value: "CPO", label: t("It runs chargers (CPO)") },
    ],
    description: t("Newer versions say it themselves."),
  },
];

interface Props {
  partner?: Partner;
  label: string;
  submit: (body: Schemas["NewPartner"]) => Promise<unknown>;
  onCancel: () => void;
}

/** The fields of a partner: what you call it, and how it is spoken to. */
export function PartnerForm({ partner, ...rest }: Props) {
  return (
    <SchemaForm
      schema={shape}
      fields={fields}
      initial={{
        name: partner?.name ?? "",
        token_encoding: partner?.token_encoding ?? "base64",
        legacy_role: partner?.legacy_role ?? "EMSP",
      }}
      {...rest}
    />
  );
}
