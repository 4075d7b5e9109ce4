import { locale } from "@/lib/words";

const format = new Intl.DateTimeFormat(locale, {
  dateStyle: "medium",
  timeStyle: "short",
  timeZone: "UTC",
});

/** Return a time by the clock on the wall, `2026-12-24T18:00`, as people read it. */
export function localText(local: string): string {
  const at = Date.parse(`${local.slice(0, 16)}Z`);
  return Number.isNaN(at) ? local : format.format(at);
}
