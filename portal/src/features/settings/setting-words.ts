import type { Schemas } from "@/api/types";
import { t, told } from "@/lib/words";

type Setting = Schemas["SettingState"];

/** A setting's value, as the API tells it. */
export type Value = Setting["value"];

const groups: Readonly<Record<string, string>> = {
  access: t("Charger access"),
  apps: t("Apps for drivers"),
  mail: t("Mail"),
  qr: t("Codes on chargers"),
  roaming: t("Roaming"),
  sessions: t("Sessions"),
  stations: t("Stations"),
  webhooks: t("Webhooks"),
};

/** Return what a group of settings is called, by the first part of their keys. */
export function groupName(module: string): string {
  return groups[module] ?? module;
}

/** Return what may be typed, by the server's rule. */
export function ruleOf({ kind, rule }: Setting): string {
  return kind === "bool" ? t("yes or no") : told(rule);
}

const units: Readonly<Record<string, string>> = { days: t("days") };

/** Return a value as people read it; nothing is what the setting is without one. */
export function shownValue(value: Value, unit: string | null = null): string {
  if (value === null) return t("the default");
  if (value === true) return t("yes");
  if (value === false) return t("no");
  if (value === "" || (Array.isArray(value) && value.length === 0)) return t("empty");
  const text = Array.isArray(value) ? value.join(", ") : String(value);
  return unit === null ? text : `${text} ${units[unit] ?? unit}`;
}

/** Return what a setting is now; of a secret only whether there is one. */
export function valueNow({ secret, is_set, value, unit }: Setting): string {
  if (secret) return is_set ? t("set, and never shown") : t("empty");
  return shownValue(value, unit);
}

/** Return who did something; the server says `user:Olga`. */
export function whoOf(label: string): string {
  const [kind = "", ...rest] = label.split(":");
  const name = rest.join(":");
  if (kind === "user") return name;
  if (kind === "token") return t("API token {{name}}", { name });
  return kind === "console" ? t("the console") : name;
}

/** How a change was made. */
export const hows: Readonly<Record<Schemas["SettingChange"]["how"], string>> = {
  set: t("changed"),
  reset: t("given back the default"),
  rollback: t("brought back"),
};
