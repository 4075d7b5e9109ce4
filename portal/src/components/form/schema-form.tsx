import { zodResolver } from "@hookform/resolvers/zod";
import { Button, Group, Stack } from "@mantine/core";
import { useBlocker } from "@tanstack/react-router";
import { type ReactNode, useState } from "react";
import { type DefaultValues, type Path, useForm } from "react-hook-form";
import type { z } from "zod";

import { Problem } from "@/api/problem";
import { type Field, FieldInput } from "@/components/form/fields";
import { FormFailure } from "@/components/form/form-failure";
import { t, told } from "@/lib/words";

type Shape = z.ZodObject;

interface Props<S extends Shape> {
  /** What may be entered; the server has the last word, and its errors stand at their fields. */
  schema: S;
  fields: readonly Field<z.input<S>>[];
  initial: DefaultValues<z.input<S>>;
  /** Sends the values; what it throws is shown, and nothing typed is lost. */
  submit: (values: z.output<S>) => Promise<unknown>;
  label: string;
  /** What is said above a problem; a form that keeps nothing says something else. */
  failed?: string;
  /** Whether something that stands outside of the form, and is sent with it, was changed. */
  changed?: boolean;
  onCancel?: () => void;
  /** Called to read the thing anew where somebody else changed it meanwhile. */
  onChangedMeanwhile?: () => void;
  children?: ReactNode;
}

/** A form made of its schema: checked here, then by the server, with each error at its field. */
export function SchemaForm<S extends Shape>(props: Props<S>) {
  const { schema, fields, initial, submit, label, onCancel } = props;
  const [failure, setFailure] = useState<Problem | null>(null);
  const form = useForm<z.input<S>, unknown, z.output<S>>({
    resolver: zodResolver(schema),
    defaultValues: initial,
  });
  const { isSubmitting, isSubmitSuccessful } = form.formState;
  const isDirty = form.formState.isDirty || props.changed === true;
  useBlocker({
    shouldBlockFn: () => {
      const leaving = isDirty && !isSubmitting && !form.formState.isSubmitSuccessful;
      return leaving && !window.confirm(t("Leave this form? What you typed is lost."));
    },
    enableBeforeUnload: () => isDirty && !isSubmitSuccessful,
  });
  const names = new Set<string>(fields.map((field) => field.name));
  const send = form.handleSubmit(async (values) => {
    setFailure(null);
    try {
      await submit(values);
    } catch (error) {
      const problem = Problem.from(error);
      for (const { field, message } of problem.fields) {
        const name = field.replace(/^body\./, "");
        if (names.has(name)) form.setError(name as Path<z.input<S>>, { message: told(message) });
      }
      const elsewhere = problem.fields.filter(
        ({ field }) => !names.has(field.replace(/^body\./, "")),
      );
      if (problem.fields.length === 0 || elsewhere.length > 0) setFailure(problem);
      form.setError("root", { message: problem.message });
    }
  });
  return (
    <form onSubmit={(event) => void send(event)} noValidate aria-label={label}>
      <Stack gap="sm">
        {failure !== null && (
          <FormFailure
            problem={failure}
            title={props.failed ?? t("It was not saved")}
            renew={props.onChangedMeanwhile}
          />
        )}
        {fields.map((field) => (
          <FieldInput key={field.name} field={field} control={form.control} />
        ))}
        {props.children}
        <Group justify="end">
          {onCancel !== undefined && (
            <Button variant="default" onClick={onCancel}>
              {t("Cancel")}
            </Button>
          )}
          <Button type="submit" loading={isSubmitting}>
            {label}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
