import { z } from "zod";

import type { Schemas } from "@/api/types";
import type { Field } from "@/components/form/fields";
import { ruleOf, type Value } from "@/features/settings/setting-words";
import { t, told } from "@/lib/words";

type Setting = Schemas["SettingState"];

const REASON_MAX_LENGTH = 500;

const value = z.union([z.boolean(), z.number(), z.string()], { error: t("It needs a value.") });
const reason = z
  .string()
  .trim()
  .max(REASON_MAX_LENGTH, t("At most {{most}} characters.", { most: REASON_MAX_LENGTH }));

/** What is typed of a setting: its value, and why it is changed; a dangerous one needs that. */
export function shapeOf({ dangerous }: Setting) {
  return z.object({ value, reason: dangerous ? reason.min(1, t("It needs a reason.")) : reason });
}

export type Typed = z.output<ReturnType<typeof shapeOf>>;

const inputs: Readonly<Record<string, Field<Typed>["kind"]>> = {
  bool: "switch",
  int: "number",
  duration: "number",
  enum: "choice",
  list: "area",
};

/** Return the fields of a setting's form, as its type has them. */
export function fieldsOf(setting: Setting): readonly Field<Typed>[] {
  const { key, kind, options, secret, dangerous } = setting;
  const takes = t("Takes {{rule}}.", { rule: ruleOf(setting) });
  const lines = kind === "list" ? ` ${t("One a line.")}` : "";
  return [
    {
      name: "value",
      label: key,
      kind: secret ? "password" : (inputs[kind] ?? "text"),
      description: `${told(setting.description)} ${takes}${lines}`,
      required: kind !== "bool" && kind !== "list",
      ...(options !== null && { options: options.map((one) => ({ value: one, label: one })) }),
    },
    {
      name: "reason",
      label: t("Reason"),
      kind: "area",
      rows: 2,
      description: t("Kept with the change, for whoever asks later."),
      required: dangerous,
    },
  ];
}

/** Return what a form begins with; a secret is typed anew. */
export function initialOf({ kind, secret, value: now }: Setting): Typed {
  if (secret || now === null) return { value: kind === "bool" ? false : "", reason: "" };
  return { value: Array.isArray(now) ? now.join("\n") : now, reason: "" };
}

/** Return the value that was typed, as the API takes it. */
export function typedValue({ kind }: Setting, typed: Typed["value"]): NonNullable<Value> {
  if (kind !== "list" || typeof typed !== "string") return typed;
  return typed.split("\n").filter((line) => line.trim() !== "");
}
