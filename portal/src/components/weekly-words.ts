import type { Schemas } from "@/api/types";
import { locale, t } from "@/lib/words";

export type Window = Schemas["Window"];

/** A Monday, from which days of the week have their names. */
const MONDAY = Date.UTC(2024, 0, 1);
const DAY_MS = 86_400_000;
const DAYS_OF_A_WEEK = 7;

const short = new Intl.DateTimeFormat(locale, { weekday: "short", timeZone: "UTC" });

/** The days of the week, Monday first, as the API numbers them. */
export const days = Array.from({ length: DAYS_OF_A_WEEK }, (_, nth) => ({
  value: String(nth + 1),
  label: short.format(MONDAY + nth * DAY_MS),
}));

/** Return weekly hours in words: always, or its windows. */
export function hoursOf(windows: readonly Window[]): string {
  if (windows.length === 0) return t("always");
  return windows.map(windowText).join("; ");
}

function windowText(window: Window): string {
  const named = days.filter(({ value }) => window.days.includes(Number(value)));
  const which =
    named.length === DAYS_OF_A_WEEK ? t("every day") : named.map(({ label }) => label).join(", ");
  return t("{{days}} {{from}} to {{to}}", { days: which, from: window.begins, to: window.ends });
}
