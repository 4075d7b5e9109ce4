/** What of a station's week is seen: on a day of it, or on all. */

import type { Schemas } from "@/api/types";
import type { ModePiece } from "@/components/mode-strip/mode-strip";
import { clockOf, DAY, WEEK } from "@/components/week-editor/spans";
import { dayNames } from "@/components/week-editor/week-words";
import { modes } from "@/lib/modes";
import { t } from "@/lib/words";

type Span = Schemas["WeekSpan"];

/** A part of a week that is shown, by its minutes since Monday 00:00. */
export interface Shown {
  readonly from: number;
  readonly to: number;
}

const MINUTE_MS = 60_000;
const DAY_MS = DAY * MINUTE_MS;

/** Return what is shown: a day of the week, 0 is Monday; or the whole week. */
export function shownOf(day: number | null): Shown {
  return day === null ? { from: 0, to: WEEK } : { from: day * DAY, to: (day + 1) * DAY };
}

/** Return the pieces of a week that are shown, by minutes from where that begins. */
export function piecesOf(spans: readonly Span[], { from, to }: Shown): ModePiece[] {
  return spans.flatMap((span, nth) => {
    const begins = Math.max(span.minute, from);
    const ends = Math.min(spans[nth + 1]?.minute ?? WEEK, to);
    const { mode, source } = span;
    return begins < ends ? [{ from: begins - from, to: ends - from, mode, source }] : [];
  });
}

/** Return what is shown in words: "Monday 00:00 managed access, 22:00 freevend; Tuesday …". */
export function piecesText(pieces: readonly ModePiece[], { from }: Shown): string {
  let told = -1;
  return pieces
    .map((piece) => {
      const minute = piece.from + from;
      const day = Math.floor(minute / DAY);
      const said = { time: clockOf(minute % DAY), mode: modes[piece.mode].label };
      if (day === told) return t("{{time}} {{mode}}", said);
      told = day;
      return t("{{day}} {{time}} {{mode}}", { ...said, day: dayNames.long[day] ?? "" });
    })
    .join(", ");
}

/** Return the minute of a week that clocks in a zone show at an instant; it may be of another. */
export function minuteIn(monday: string, timezone: string, at: number): number {
  const shown = new Intl.DateTimeFormat("sv-SE", {
    dateStyle: "short",
    timeStyle: "short",
    timeZone: timezone,
  }).format(at);
  return (Date.parse(`${shown.replace(" ", "T")}Z`) - Date.parse(`${monday}T00:00Z`)) / MINUTE_MS;
}

/** Return the day that is some days after another, as 2026-11-23. */
export function dayAfter(day: string, days: number): string {
  return new Date(Date.parse(`${day}T00:00Z`) + days * DAY_MS).toISOString().slice(0, 10);
}
