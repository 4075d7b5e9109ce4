import { Paper, SegmentedControl, Stack, Text } from "@mantine/core";
import { useState } from "react";
import { z } from "zod";

import type { Schemas } from "@/api/types";
import { Section } from "@/components/detail";
import type { Field } from "@/components/form/fields";
import { SchemaForm } from "@/components/form/schema-form";
import { type Span, spansOf, windowsOf } from "@/components/week-editor/spans";
import { WeekEditor } from "@/components/week-editor/week-editor";
import { areKept, ExceptionsEditor } from "@/features/access/policies/exceptions-editor";
import { PolicyPreview } from "@/features/access/policies/policy-preview";
import { StartRules, USUAL } from "@/features/access/policies/start-rules";
import { PolicyReplay } from "@/features/access/policies/policy-replay";
import { modeChoices, modes, other } from "@/lib/modes";
import { t } from "@/lib/words";

type Draft = Schemas["PolicyDraft"];

const NAME_MAX_LENGTH = 100;

const named = z.object({
  name: z
    .string()
    .trim()
    .min(1, t("It needs a name."))
    .max(NAME_MAX_LENGTH, t("At most {{most}} characters.", { most: NAME_MAX_LENGTH })),
});

const fields: readonly Field<z.output<typeof named>>[] = [
  {
    name: "name",
    label: t("Name"),
    kind: "text",
    required: true,
    description: t("What your people call it; no other policy has the same."),
  },
];

const unnamed = z.object({});

interface Props {
  policy?: Schemas["PolicyDocument"] & { id?: string; name?: string | null; stations?: number };
  /** The station whose own policy it is: that has no name. */
  station?: string;
  label: string;
  submit: (name: string, draft: Draft) => Promise<unknown>;
  onCancel: () => void;
  onChangedMeanwhile?: () => void;
}

/** What a policy says: the default, the week, exceptions, starts; and what would come of it. */
export function PolicyForm({ policy, station, submit, ...rest }: Props) {
  const [mode, setMode] = useState(policy?.default_mode ?? "managed_access");
  const [spans, setSpans] = useState<readonly Span[]>(() => spansOf(policy?.windows ?? []));
  const [exceptions, setExceptions] = useState<Schemas["ExceptionDraft"][]>(
    () =>
      policy?.exceptions.map((one) => ({
        name: one.name,
        begins: one.begins,
        ends: one.ends,
        mode: one.mode,
      })) ?? [],
  );
  const [starts, setStarts] = useState(() => ({ ...USUAL, ...policy?.starts }));
  const [changed, setChanged] = useState(false);
  const draft = { default_mode: mode, windows: windowsOf(spans), exceptions, starts };
  const governed =
    policy?.id !== undefined && (policy.stations ?? 0) > 0 ? { policy: policy.id } : undefined;
  const form = { ...rest, changed };
  const save = async (name: string) => {
    if (!areKept(exceptions)) {
      throw new Error(t("An exception cannot be kept so: it says itself what is wrong with it."));
    }
    await submit(name, draft);
  };
  const tried = station === undefined ? governed : { station };
  return (
    <Stack gap="sm">
      <Section title={t("By default")}>
        <SegmentedControl
          aria-label={t("Mode by default")}
          value={mode}
          onChange={(chosen) => {
            setMode(chosen);
            setChanged(true);
          }}
          data={[...modeChoices]}
          style={{ alignSelf: "start" }}
        />
        <Text size="sm">{modes[mode].explained}</Text>
      </Section>
      <Section title={t("The week")}>
        <Text size="sm">
          {t("When something else than the default holds, by the clocks where the station stands.")}
        </Text>
        <WeekEditor
          defaultMode={mode}
          spans={spans}
          onChange={(next) => {
            setSpans(next);
            setChanged(true);
          }}
        />
      </Section>
      <Section title={t("Exceptions")}>
        <Text size="sm">{t("Holidays and the like: they go before the week, once.")}</Text>
        <ExceptionsEditor
          exceptions={exceptions}
          newMode={other(mode)}
          onChange={(next) => {
            setExceptions([...next]);
            setChanged(true);
          }}
        />
      </Section>
      <StartRules
        rules={starts}
        onChange={(next) => {
          setStarts(next);
          setChanged(true);
        }}
      />
      {areKept(exceptions) && (
        <>
          <PolicyPreview draft={draft} station={station} />
          <PolicyReplay draft={draft} at={tried} />
        </>
      )}
      <Paper withBorder p="md">
        {station === undefined ? (
          <SchemaForm
            schema={named}
            fields={fields}
            initial={{ name: policy?.name ?? "" }}
            submit={({ name }) => save(name)}
            {...form}
          />
        ) : (
          <SchemaForm
            schema={unnamed}
            fields={[]}
            initial={{}}
            submit={() => save("")}
            {...form}
          />
        )}
      </Paper>
    </Stack>
  );
}
