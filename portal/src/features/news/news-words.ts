import type { Schemas } from "@/api/types";
import { t } from "@/lib/words";

export type NewsEntry = Schemas["NewsEntry"];
export type NewsItem = Schemas["NewsItem"];

/** For whom an entry is. */
export const audiences = [
  { value: "operator", label: t("Those who operate chargers") },
  { value: "driver", label: t("Drivers") },
  { value: "both", label: t("Everybody") },
] as const satisfies readonly { value: NewsItem["audience"]; label: string }[];

/** Whose releases an entry belongs to. */
export const lines = [
  { value: "operator", label: t("Portal") },
  { value: "core", label: t("Platform") },
  { value: "app", label: t("App") },
] as const satisfies readonly { value: NewsItem["line"]; label: string }[];

/** Return what one of several is called. */
export function labelOf(options: readonly { value: string; label: string }[], value: string) {
  return options.find((one) => one.value === value)?.label ?? value;
}
