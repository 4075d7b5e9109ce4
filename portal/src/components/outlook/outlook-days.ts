import type { Schemas } from "@/api/types";
import type { ModePiece } from "@/components/mode-strip/mode-strip";

type Told = Schemas["Outlook"];

/** A mode on a part of a day, by the minutes that the clocks there show. */
export interface Piece extends ModePiece {
  readonly rule: string;
}

/** What is expected on a day; `date` is its midnight as if it were UTC. */
export interface OutlookDay {
  readonly date: Date;
  readonly pieces: readonly Piece[];
  /** How the clocks are set on it, where they are. */
  readonly change: Schemas["ClockChange"] | undefined;
}

const DAY_MINUTES = 1440;
const MINUTE_MS = 60_000;
const DAYS_AHEAD = 56;

/** Return the days of an outlook, each with what is expected on it, from its first whole or not. */
export function daysOf({ spans, clock_changes: changes }: Told): OutlookDay[] {
  const begins = spans.map(({ local_time: local }) => minuteOf(local));
  const first = Math.floor((begins[0] ?? 0) / DAY_MINUTES);
  return Array.from({ length: DAYS_AHEAD }, (_, nth) => {
    const start = (first + nth) * DAY_MINUTES;
    const date = new Date(start * MINUTE_MS);
    const pieces = spans.flatMap((span, at) => {
      const from = Math.max((begins[at] ?? 0) - start, 0);
      const to = Math.min((begins[at + 1] ?? Infinity) - start, DAY_MINUTES);
      const { mode, source, rule } = span;
      return from < to ? [{ from, to, mode, source, rule }] : [];
    });
    const said = date.toISOString().slice(0, 10);
    return { date, pieces, change: changes.find(({ days }) => days.includes(said)) };
  });
}

/** Return days by weeks, each from its Monday on; before the first day there are none. */
export function weeksOf(days: readonly OutlookDay[]): (OutlookDay | null)[][] {
  const ahead = ((days[0]?.date.getUTCDay() ?? 1) + 6) % 7;
  const places = [...Array.from({ length: ahead }, () => null), ...days];
  return Array.from({ length: Math.ceil(places.length / 7) }, (_, week) =>
    places.slice(week * 7, week * 7 + 7),
  );
}

/** Return what a clock shows, as minutes since its 1970-01-01 00:00. */
function minuteOf(local: string): number {
  return Date.parse(`${local.slice(0, 16)}Z`) / MINUTE_MS;
}
