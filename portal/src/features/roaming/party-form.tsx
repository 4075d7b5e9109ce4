import { z } from "zod";

import type { Schemas } from "@/api/types";
import type { Field } from "@/components/form/fields";
import { SchemaForm } from "@/components/form/schema-form";
import { type Party, roles } from "@/features/roaming/roaming-words";
import { t } from "@/lib/words";

const NAME_MAX_LENGTH = 100;
const URL_MAX_LENGTH = 255;
const kinds = ["CPO", "EMSP", "HUB", "NAP", "NSP", "OTHER", "SCSP", "PTP"] as const;

const shape = z.object({
  country_code: z
    .string()
    .trim()
    .regex(/^[A-Za-z]{2}$/, t("Two letters, as in DE.")),
  party_id: z
    .string()
    .trim()
    .regex(/^[A-Za-z0-9]{3}$/, t("Three letters or digits, as in TWK.")),
  role: z.enum(kinds, t("Choose a role.")),
  name: z
    .string()
    .trim()
    .min(1, t("It needs a name."))
    .max(NAME_MAX_LENGTH, t("At most {{most}} characters.", { most: NAME_MAX_LENGTH })),
  website: z
    .string()
    .trim()
    .max(URL_MAX_LENGTH, t("At most {{most}} characters.", { most: URL_MAX_LENGTH }))
    .regex(/^(https?:\/\/\S+)?$/, t("An address, as in https://example.com.")),
});

type Values = z.output<typeof shape>;

type PartyField = Field<z.input<typeof shape>>;

/** What partners call it, which never changes. */
const key: readonly PartyField[] = [
  {
    name: "country_code",
    label: t("Country code"),
    kind: "text",
    required: true,
    description: t("Where the company is registered, wherever its chargers stand: ES, DE."),
  },
  {
    name: "party_id",
    label: t("Party id"),
    kind: "text",
    required: true,
    description: t("Three letters or digits, which the country's registry gave you."),
  },
  {
    name: "role",
    label: t("Role"),
    kind: "choice",
    required: true,
    options: kinds.map((kind) => ({ value: kind, label: roles[kind] })),
  },
];

const details: readonly PartyField[] = [
  {
    name: "name",
    label: t("Company"),
    kind: "text",
    required: true,
    description: t("Shown to drivers by partners' apps."),
  },
  { name: "website", label: t("Website"), kind: "text" },
];

interface Props {
  party?: Party;
  label: string;
  submit: (body: Schemas["PutParty"]) => Promise<unknown>;
  onCancel: () => void;
}

/** The fields of a party of ours; what partners call it never changes. */
export function PartyForm({ party, submit, ...rest }: Props) {
  const known = party?.business_details;
  const send = ({ name, website, ...named }: Values) =>
    submit({
      ...named,
      business_details: {
        ...(known?.logo != null && { logo: known.logo }),
        name,
        ...(website !== "" && { website }),
      },
    });
  return (
    <SchemaForm
      schema={shape}
      fields={party === undefined ? [...key, ...details] : details}
      initial={{
        country_code: party?.country_code ?? "",
        party_id: party?.party_id ?? "",
        role: party?.role ?? "CPO",
        name: known?.name ?? "",
        website: known?.website ?? "",
      }}
      submit={send}
      {...rest}
    />
  );
}
