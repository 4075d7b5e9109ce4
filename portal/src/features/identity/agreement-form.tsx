import { Stack } from "@mantine/core";
import { useState } from "react";
import { z } from "zod";

import type { Schemas } from "@/api/types";
import { Section } from "@/components/detail";
import type { Field } from "@/components/form/fields";
import { SchemaForm } from "@/components/form/schema-form";
import { type Places, PlacesChoice } from "@/components/places-choice";
import { WeeklyWindows } from "@/components/weekly-windows";
import type { Window } from "@/components/weekly-words";
import { PartnerTerms, type PartnerTermsValue } from "@/features/identity/partner-terms";
import { useMay } from "@/lib/me";
import { t } from "@/lib/words";

const NAME_MAX_LENGTH = 100;
const NOTE_MAX_LENGTH = 500;
const HOUR_S = 3600;
const HOURS_AT_MOST = 8784;

const shape = z.object({
  name: z
    .string()
    .trim()
    .min(1, t("It needs a name."))
    .max(NAME_MAX_LENGTH, t("At most {{most}} characters.", { most: NAME_MAX_LENGTH })),
  active: z.boolean(),
  fresh_for_h: z
    .number()
    .int()
    .min(1, t("At least {{least}}.", { least: 1 }))
    .max(HOURS_AT_MOST, t("At most {{most}}.", { most: HOURS_AT_MOST }))
    .nullable(),
  valid_from: z.string().nullable(),
  valid_until: z.string().nullable(),
  note: z
    .string()
    .trim()
    .max(NOTE_MAX_LENGTH, t("At most {{most}} characters.", { most: NOTE_MAX_LENGTH })),
});

type Values = z.output<typeof shape>;

const fields: readonly Field<Values>[] = [
  {
    name: "name",
    label: t("Name"),
    kind: "text",
    required: true,
    description: t("The partner, or what you call the agreement. Decisions ask in this order."),
  },
  {
    name: "active",
    label: t("Active"),
    kind: "switch",
    description: t("While it is not active, every one of its identifiers is refused."),
  },
  {
    name: "fresh_for_h",
    label: t("A feed is believed for so many hours"),
    kind: "number",
    description: t("Past it everybody is refused until the next feed. Left empty: for ever."),
  },
  {
    name: "valid_from",
    label: t("Valid from"),
    kind: "instant",
    description: t("Your own local time. Left empty, it holds from now on."),
  },
  {
    name: "valid_until",
    label: t("Valid until"),
    kind: "instant",
    description: t("Left empty, it has no end."),
  },
  { name: "note", label: t("Note"), kind: "text" },
];

/** An agreement as the API takes it. */
export type AgreementBody = Schemas["NewAgreement"];

interface Props {
  agreement?: Schemas["Agreement"];
  label: string;
  submit: (body: AgreementBody) => Promise<unknown>;
  onCancel: () => void;
  onChangedMeanwhile?: () => void;
}

/** The fields of an agreement: where and when it holds, and how long a feed is believed. */
export function AgreementForm({ agreement, submit, ...rest }: Props) {
  const [places, setPlaces] = useState<Places>({
    everywhere: agreement?.everywhere ?? true,
    locations: agreement?.locations ?? [],
    stations: agreement?.stations ?? [],
  });
  const [roams, setRoams] = useState((agreement?.partner_id ?? null) !== null);
  const [terms, setTerms] = useState<PartnerTermsValue>({
    partner_id: agreement?.partner_id ?? null,
    party: agreement?.party ?? null,
    real_time: agreement?.real_time ?? "when_required",
    asks_unknown: agreement?.asks_unknown ?? false,
  });
  const maySeePartners = [useMay("partners.read"), useMay("parties.read")].every(Boolean);
  const [windows, setWindows] = useState<readonly Window[]>(agreement?.windows ?? []);
  const send = ({ fresh_for_h: hours, ...values }: Values) => {
    if (roams && terms.partner_id === null) throw new Error(t("Choose the partner above."));
    return submit({
      ...values,
      ...(roams ? terms : { ...terms, partner_id: null, party: null }),
      fresh_for_s: hours === null ? null : hours * HOUR_S,
      everywhere: places.everywhere,
      locations: places.everywhere ? [] : [...places.locations],
      stations: places.everywhere ? [] : [...places.stations],
      windows: [...windows],
    });
  };
  const seconds = agreement?.fresh_for_s ?? null;
  return (
    <Stack gap="sm">
      <Section title={t("Where")}>
        <PlacesChoice places={places} onChange={setPlaces} />
      </Section>
      {maySeePartners && (
        <Section title={t("Whose identifiers")}>
          <PartnerTerms terms={terms} roams={roams} onRoams={setRoams} onChange={setTerms} />
        </Section>
      )}
      <Section title={t("At which hours")}>
        <WeeklyWindows windows={windows} onChange={setWindows} />
      </Section>
      <SchemaForm
        schema={shape}
        fields={fields}
        initial={{
          name: agreement?.name ?? "",
          active: agreement?.active ?? true,
          fresh_for_h: seconds === null ? null : Math.max(1, Math.round(seconds / HOUR_S)),
          valid_from: agreement?.valid_from ?? null,
          valid_until: agreement?.valid_until ?? null,
          note: agreement?.note ?? "",
        }}
        submit={send}
        {...rest}
      />
    </Stack>
  );
}
