import type { Schemas } from "@/api/types";
import type { Tone } from "@/components/status";
import { t } from "@/lib/words";

type User = Schemas["User"];

interface Word {
  label: string;
  tone: Tone;
  explained: string;
}

export const kinds: Readonly<Record<User["kind"], string>> = {
  staff: t("Staff"),
  driver: t("Driver"),
};

export const statuses: Readonly<Record<User["status"], Word>> = {
  active: { label: t("active"), tone: "good", explained: t("May do what is permitted to them.") },
  suspended: {
    label: t("suspended"),
    tone: "warn",
    explained: t("May do nothing, and their API tokens serve no more."),
  },
};

/** The action that stands for every other. */
export const EVERYTHING = "*";

const modules: Readonly<Record<string, string>> = {
  people: t("People and API tokens"),
  stations: t("Stations and locations"),
  identity: t("Vehicles and identifiers"),
  access: t("Charger access"),
  fleets: t("Fleets"),
  sessions: t("Sessions"),
  audit: t("Audit log"),
  settings: t("Settings"),
  webhooks: t("Webhooks"),
  news: t("News"),
  events: t("Events"),
  cdrs: t("CDRs"),
  roaming: t("Roaming"),
  tariffs: t("Tariffs"),
};

/** Return what people call a module of the server. */
export function moduleName(module: string): string {
  return modules[module] ?? module.slice(0, 1).toUpperCase() + module.slice(1);
}

/** Return things that belong to modules, by module, in the order in which these first come. */
export function byModule<T extends { module: string }>(
  things: readonly T[],
): (readonly [module: string, things: readonly T[]])[] {
  const names = [...new Set(things.map(({ module }) => module))];
  return names.map((name) => [name, things.filter(({ module }) => module === name)]);
}
