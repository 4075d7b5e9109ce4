import {
  JsonInput,
  NumberInput,
  PasswordInput,
  Select,
  Switch,
  Textarea,
  TextInput,
} from "@mantine/core";
import { type ComponentType, useId } from "react";
import { type Control, Controller, type FieldValues, type Path } from "react-hook-form";

import type { PickerProps } from "@/components/pickers";

/** One field of a form, by the name the API knows it by. */
export interface Field<Values extends FieldValues> {
  name: Path<Values>;
  label: string;
  kind:
    "text" | "password" | "area" | "number" | "choice" | "picked" | "switch" | "instant" | "json";
  /** What it is for and in which unit. */
  description?: string;
  placeholder?: string;
  required?: boolean;
  options?: readonly { value: string; label: string }[];
  /** Of what is picked among very many, by its id: what looks for it. */
  picker?: ComponentType<PickerProps>;
  /** Its room for a long text, in rows. */
  rows?: number;
  readOnly?: boolean;
}

interface Props<Values extends FieldValues, Sent> {
  field: Field<Values>;
  control: Control<Values, unknown, Sent>;
}

/** Return an instant as the reader's own wall time, as the browser's input wants it. */
function wallTime(instant: unknown): string {
  if (typeof instant !== "string" || instant === "") return "";
  const at = new Date(instant);
  if (Number.isNaN(at.getTime())) return "";
  return new Date(at.getTime() - at.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
}

function instantOf(wall: string): string | null {
  return wall === "" ? null : new Date(wall).toISOString();
}

/** The input of a field, with what the server or the schema says against its value. */
export function FieldInput<Values extends FieldValues, Sent>({
  field,
  control,
}: Props<Values, Sent>) {
  const id = useId();
  return (
    <Controller
      name={field.name}
      control={control}
      render={({ field: bound, fieldState }) => {
        const { value, onChange, ...rest } = bound as Omit<typeof bound, "value"> & {
          value: unknown;
        };
        const common = {
          id,
          ...rest,
          label: field.label,
          description: field.description,
          placeholder: field.placeholder,
          withAsterisk: field.required === true,
          readOnly: field.readOnly === true,
          error: fieldState.error?.message,
        };
        const text = typeof value === "string" ? value : "";
        switch (field.kind) {
          case "switch":
            return (
              <Switch
                id={id}
                {...rest}
                label={field.label}
                description={field.description}
                error={fieldState.error?.message}
                checked={value === true}
                onChange={(event) => onChange(event.currentTarget.checked)}
              />
            );
          case "choice":
            return (
              <Select
                {...common}
                data={[...(field.options ?? [])]}
                value={text === "" ? null : text}
                onChange={onChange}
                clearable={field.required !== true}
                allowDeselect={field.required !== true}
                searchable={(field.options?.length ?? 0) > 8}
              />
            );
          case "picked":
            return field.picker === undefined ? (
              <></>
            ) : (
              <field.picker
                id={text === "" ? null : text}
                onChange={onChange}
                label={field.label}
                description={field.description}
                error={fieldState.error?.message}
              />
            );
          case "number":
            return (
              <NumberInput
                {...common}
                value={typeof value === "number" ? value : ""}
                onChange={(given) => onChange(given === "" ? null : given)}
              />
            );
          case "instant":
            return (
              <TextInput
                {...common}
                type="datetime-local"
                value={wallTime(value)}
                onChange={(event) => onChange(instantOf(event.currentTarget.value))}
              />
            );
          case "password":
            return (
              <PasswordInput
                {...common}
                value={text}
                autoComplete="new-password"
                // Mantine says it of every other input by itself.
                {...(fieldState.invalid && {
                  "aria-invalid": true,
                  "aria-describedby": `${id}-error`,
                })}
                onChange={(event) => onChange(event.currentTarget.value)}
              />
            );
          case "area":
            return (
              <Textarea
                {...common}
                autosize
                minRows={field.rows ?? 3}
                maxRows={14}
                value={text}
                onChange={(event) => onChange(event.currentTarget.value)}
              />
            );
          case "json":
            return (
              <JsonInput
                {...common}
                autosize
                minRows={field.rows ?? 5}
                maxRows={20}
                value={text}
                onChange={onChange}
              />
            );
          case "text":
            return (
              <TextInput
                {...common}
                value={text}
                onChange={(event) => onChange(event.currentTarget.value)}
              />
            );
        }
      }}
    />
  );
}
