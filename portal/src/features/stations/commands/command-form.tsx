import { Stack, Text } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import type { DefaultValues } from "react-hook-form";
import { z } from "zod";

import type { Field } from "@/components/form/fields";
import { SchemaForm } from "@/components/form/schema-form";
import { CommandOutcome, CommandPending } from "@/features/stations/commands/outcome";
import type { Command, How } from "@/features/stations/commands/sending";
import { serverNow } from "@/lib/ticking";
import { t } from "@/lib/words";

const REASON_MAX_LENGTH = 500;
const TIMEOUT_MAX_S = 600;

/** What every command is told besides: why, and how long the charger may take. */
export const how = {
  reason: z
    .string()
    .trim()
    .max(REASON_MAX_LENGTH, t("At most {{most}} characters.", { most: REASON_MAX_LENGTH })),
  timeout_s: z.number(t("A number of seconds.")).min(1).max(TIMEOUT_MAX_S),
};

export const plainHow: How = { reason: "", timeout_s: 30 };

const howFields: readonly Field<How>[] = [
  { name: "reason", label: t("Reason"), kind: "text", description: t("Kept in the history.") },
  {
    name: "timeout_s",
    label: t("Seconds to wait for the answer"),
    kind: "number",
    required: true,
  },
];

interface Props<S extends z.ZodObject<typeof how>> {
  label: string;
  schema: S;
  fields: readonly Field<z.input<S>>[];
  initial: DefaultValues<z.input<S>>;
  /** What follows from it, and whether it can be undone. */
  consequence?: ReactNode;
  send: (values: z.output<S>) => Promise<Command>;
}

type Progress = { since: number; timeoutS: number } | Command;

/** A form that tells a charger something, and then shows what the charger answers. */
export function CommandForm<S extends z.ZodObject<typeof how>>(props: Props<S>) {
  const [progress, setProgress] = useState<Progress | null>(null);
  const queries = useQueryClient();
  const submit = async (values: z.output<S>) => {
    setProgress({ since: serverNow(), timeoutS: (values as How).timeout_s });
    try {
      setProgress(await props.send(values));
    } catch (error) {
      setProgress(null);
      throw error;
    } finally {
      void queries.invalidateQueries({
        queryKey: ["get", "/api/v1/stations/{station_id}/commands"],
      });
    }
  };
  const fields = [...props.fields, ...(howFields as unknown as readonly Field<z.input<S>>[])];
  return (
    <Stack gap="sm">
      {props.consequence !== undefined && <Text component="div">{props.consequence}</Text>}
      <SchemaForm
        schema={props.schema}
        fields={fields}
        initial={props.initial}
        submit={submit}
        label={props.label}
        failed={t("It was not sent")}
      />
      {progress !== null &&
        ("status" in progress ? (
          <CommandOutcome command={progress} />
        ) : (
          <CommandPending {...progress} />
        ))}
    </Stack>
  );
}
