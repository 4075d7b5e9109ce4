import {
  clockOf,
  DAY,
  dayOf,
  DAYS,
  endOf,
  HOUR,
  type Segment,
  segmentsOf,
  type Span,
  type Window,
} from "@/components/week-editor/spans";
import { type Mode, modes } from "@/lib/modes";
import { locale, t } from "@/lib/words";

/** A Monday, from which days of the week have their names. */
const MONDAY = Date.UTC(2024, 0, 1);
const DAY_MS = 86_400_000;

function named(weekday: "short" | "long"): readonly string[] {
  const format = new Intl.DateTimeFormat(locale, { weekday, timeZone: "UTC" });
  return DAYS.map((day) => format.format(MONDAY + day * DAY_MS));
}

/** The days of the week by their names, Monday first. */
export const dayNames = { short: named("short"), long: named("long") } as const;

/** Return when a span holds: "Monday 22:00 to Tuesday 06:00". */
export function spanTimes(span: Span): string {
  const [first, last] = [dayOf(span), Math.floor((endOf(span) - 1) / DAY)];
  const from = clockOf(span.begins % DAY);
  const to = clockOf(((endOf(span) - 1) % DAY) + 1);
  const day = dayNames.long[first] ?? "";
  if (first === last) return t("{{day}} {{from}} to {{to}}", { day, from, to });
  return t("{{day}} {{from}} to {{nextDay}} {{to}}", {
    day,
    from,
    nextDay: dayNames.long[last] ?? "",
    to,
  });
}

/** Return a span in words: its mode, and when it holds. */
export function spanText(span: Span): string {
  return t("{{mode}}, {{times}}", { mode: modes[span.mode].label, times: spanTimes(span) });
}

/** Return on which days of the week something is. */
export function daysText(days: readonly number[]): string {
  if (days.length === DAYS.length) return t("every day");
  const runs: number[][] = [];
  for (const day of days) {
    const run = runs.at(-1);
    if (run?.at(-1) === day - 1) run.push(day);
    else runs.push([day]);
  }
  return runs.map(runText).join(", ");
}

/** Return days that follow one another: three and more by the first and the last. */
function runText(days: readonly number[]): string {
  const names = days.map((day) => dayNames.short[day - 1] ?? "");
  return names.length < 3 ? names.join(", ") : `${names[0] ?? ""}–${names.at(-1) ?? ""}`;
}

/** Return when a window holds: "Mon, Tue 22:00 to 06:00". */
export function windowTimes({
  days,
  begins,
  ends,
}: Readonly<Pick<Window, "days" | "begins" | "ends">>): string {
  return t("{{days}} {{from}} to {{to}}", { days: daysText(days), from: begins, to: ends });
}

/** Return what a span shows on a day, where there is little room. */
export function segmentTimes({ from, to }: Segment): string {
  return `${clockOf(from)}–${clockOf(to)}`;
}

/** Return what holds in an hour of a day: the default, and each window of it. */
export function hourText(
  spans: readonly Span[],
  defaultMode: Mode,
  day: number,
  hour: number,
): string {
  const start = hour * HOUR;
  const windows = spans
    .flatMap((span) => segmentsOf(span, [day]).map((segment) => ({ span, segment })))
    .filter(({ segment }) => segment.from < start + HOUR && segment.to > start)
    .map(({ span }) => spanText(span));
  const what =
    windows.length === 0
      ? t("{{mode}} by default", { mode: modes[defaultMode].label })
      : windows.join("; ");
  return t("{{day}} {{hour}}: {{what}}", {
    day: dayNames.long[day] ?? "",
    hour: clockOf(start),
    what,
  });
}
