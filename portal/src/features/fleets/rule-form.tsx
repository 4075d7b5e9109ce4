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
import { t } from "@/lib/words";

const NOTE_MAX_LENGTH = 200;

const shape = z.object({
  effect: z.enum(["allow", "deny"]),
  note: z
    .string()
    .trim()
    .max(NOTE_MAX_LENGTH, t("At most {{most}} characters.", { most: NOTE_MAX_LENGTH })),
  valid_from: z.string().nullable(),
  valid_until: z.string().nullable(),
});

type Values = z.output<typeof shape>;

const fields: readonly Field<Values>[] = [
  {
    name: "effect",
    label: t("What it does"),
    kind: "choice",
    required: true,
    options: [
      { value: "deny", label: t("denies") },
      { value: "allow", label: t("allows") },
    ],
    description: t(
      "A denial always wins. With one rule that allows, whatever none of these covers is refused.",
    ),
  },
  {
    name: "note",
    label: t("Note"),
    kind: "text",
    description: t("Why it is there; it stands in each decision that the rule makes."),
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
    description: t("Left empty, it has no end. An allowance that ends opens nothing."),
  },
];

/** A rule as the API takes it. */
export type RuleBody = Schemas["NewTeamRule"];

interface Props {
  rule?: Schemas["TeamRule"];
  label: string;
  submit: (body: RuleBody) => Promise<unknown>;
  onCancel: () => void;
  onChangedMeanwhile?: () => void;
}

/** The fields of a rule: where, when, and what it does. */
export function RuleForm({ rule, submit, ...rest }: Props) {
  const [places, setPlaces] = useState<Places>({
    everywhere: rule?.everywhere ?? false,
    locations: rule?.locations ?? [],
    stations: rule?.stations ?? [],
  });
  const [windows, setWindows] = useState<readonly Window[]>(rule?.windows ?? []);
  const send = (values: Values) =>
    submit({
      ...values,
      everywhere: places.everywhere,
      locations: places.everywhere ? [] : [...places.locations],
      stations: places.everywhere ? [] : [...places.stations],
      windows: [...windows],
    });
  return (
    <Stack gap="sm">
      <Section title={t("Where")}>
        <PlacesChoice places={places} onChange={setPlaces} />
      </Section>
      <Section title={t("At which hours")}>
        <WeeklyWindows windows={windows} onChange={setWindows} />
      </Section>
      <SchemaForm
        schema={shape}
        fields={fields}
        initial={{
          effect: rule?.effect ?? "deny",
          note: rule?.note ?? "",
          valid_from: rule?.valid_from ?? null,
          valid_until: rule?.valid_until ?? null,
        }}
        submit={send}
        {...rest}
      />
    </Stack>
  );
}
