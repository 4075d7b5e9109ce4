/**
 * The hours of a week in which a mode holds, each a span of its own on the clock of seven days.
 *
 * Minutes count from Monday 00:00; what passes the week's end goes on at its beginning. A span lasts
 * a day at most, and no two overlap.
 */

import type { Schemas } from "@/api/types";
import type { Mode } from "@/lib/modes";

/** A window of a policy: on each of some days (1 is Monday), between two times. */
export type Window = Schemas["WindowDraft"];

/** One time that a window lasts; `id` tells it from others as long as it is edited. */
export interface Span {
  readonly id: number;
  readonly begins: number;
  readonly lasts: number;
  readonly mode: Mode;
}

/** What of a span is seen on one day: minutes of that day. */
export interface Segment {
  readonly day: number;
  readonly from: number;
  readonly to: number;
}

export const HOUR = 60;
export const DAY = 24 * HOUR;
export const WEEK = 7 * DAY;
/** How finely spans are drawn; forms take any minute. */
export const STEP = 15;
/** The days of the week; 0 is Monday. */
export const DAYS: readonly number[] = [0, 1, 2, 3, 4, 5, 6];

/** Return a minute of the day as the clock shows it, 1440 as 24:00. */
export function clockOf(minute: number): string {
  const two = (number: number) => String(number).padStart(2, "0");
  return `${two(Math.floor(minute / HOUR))}:${two(minute % HOUR)}`;
}

/** Return the minute of the day at which a clock shows `22:30`; null for what no clock shows. */
export function minuteOf(clock: string): number | null {
  const [, hours, minutes] = /^(\d{2}):(\d{2})$/.exec(clock) ?? [];
  const minute = Number(hours) * HOUR + Number(minutes);
  return Number(minutes) < HOUR && minute <= DAY ? minute : null;
}

/** Return the day on which a span begins. */
export function dayOf(span: Span): number {
  return Math.floor(span.begins / DAY);
}

/** Return the minute of the week at which a span is over: its week's end is 10080. */
export function endOf(span: Span): number {
  return withinWeek(span.begins + span.lasts - 1) + 1;
}

/** Return the nearest minute at which spans that are drawn begin and end. */
export function snapped(minute: number): number {
  return Math.round(minute / STEP) * STEP;
}

/** Return a span of a day at most, from one minute on until another. */
export function spanBetween(begins: number, ends: number, mode: Mode, id: number): Span {
  const first = withinWeek(begins);
  const most = first % DAY === 0 ? DAY : DAY - 1;
  return { id, begins: first, lasts: Math.min(ends - begins, most), mode };
}

/** Return an id that none of the spans has. */
export function newId(spans: readonly Span[]): number {
  return Math.max(0, ...spans.map(({ id }) => id)) + 1;
}

/** Return a span that begins so much later. */
export function moved(span: Span, by: number): Span {
  return { ...span, begins: withinWeek(span.begins + by) };
}

/** Return a span that ends so much later; it lasts a step at least, and a day at most. */
export function stretched(span: Span, by: number): Span {
  const least = Math.min(STEP, span.lasts);
  return spanBetween(
    span.begins,
    span.begins + Math.max(least, span.lasts + by),
    span.mode,
    span.id,
  );
}

/** Return the first other span that one would overlap. */
export function clashOf(spans: readonly Span[], span: Span): Span | undefined {
  return spans.find(
    (one) =>
      one.id !== span.id &&
      (withinWeek(one.begins - span.begins) < span.lasts ||
        withinWeek(span.begins - one.begins) < one.lasts),
  );
}

/** Return the span that holds at a minute of the week. */
export function spanAt(spans: readonly Span[], minute: number): Span | undefined {
  return spans.find((one) => withinWeek(minute - one.begins) < one.lasts);
}

/** Return a span from a free minute on, for an hour or for as long as there is room. */
export function hourFrom(spans: readonly Span[], minute: number, mode: Mode): Span {
  const room = spans.map((one) => withinWeek(one.begins - minute));
  return spanBetween(minute, minute + Math.min(HOUR, ...room), mode, newId(spans));
}

/** Return what is seen of a span, day by day, in the order of some days. */
export function segmentsOf(span: Span, days: readonly number[]): Segment[] {
  return days.flatMap((day) => {
    const ahead = withinWeek(span.begins - day * DAY);
    const behind = span.lasts - withinWeek(day * DAY - span.begins);
    if (ahead < DAY) return [{ day, from: ahead, to: Math.min(DAY, ahead + span.lasts) }];
    return behind > 0 ? [{ day, from: 0, to: Math.min(DAY, behind) }] : [];
  });
}

/** What came of copying a day: the spans then, and what was in the way on which day. */
export interface Copied {
  readonly spans: readonly Span[];
  readonly clashes: readonly { readonly day: number; readonly clash: Span }[];
}

/**
 * Let what begins on one day begin on others instead of what did there.
 *
 * A day on which it would overlap what begins on the days around keeps what it has.
 */
export function copied(spans: readonly Span[], from: number, to: readonly number[]): Copied {
  const source = spans.filter((one) => dayOf(one) === from);
  const clashes: { day: number; clash: Span }[] = [];
  let result = spans;
  for (const day of to.filter((one) => one !== from)) {
    const rest = result.filter((one) => dayOf(one) !== day);
    const first = newId(result);
    const wanted = source.map((one, nth) => ({
      ...moved(one, (day - from) * DAY),
      id: first + nth,
    }));
    const clash = wanted.map((one) => clashOf(rest, one)).find((one) => one !== undefined);
    if (clash === undefined) result = [...rest, ...wanted];
    else clashes.push({ day, clash });
  }
  return { spans: result, clashes };
}

/** Return each time that windows last, as a span of its own. */
export function spansOf(windows: readonly Readonly<Window>[]): Span[] {
  const spans: Span[] = [];
  for (const { days, begins, ends, mode } of windows) {
    const first = minuteOf(begins) ?? 0;
    const last = minuteOf(ends) ?? DAY;
    for (const day of days) {
      const start = (day - 1) * DAY;
      const over = start + last + (last > first ? 0 : DAY);
      spans.push(spanBetween(start + first, over, mode, newId(spans)));
    }
  }
  return spans;
}

/** A window, and the spans that it stands for. */
export interface Group extends Window {
  readonly spans: readonly Span[];
}

/** Return spans as windows: what is the same on several days is one. */
export function groupsOf(spans: readonly Span[]): Group[] {
  const groups = new Map<string, Group>();
  for (const span of [...spans].sort((one, next) => one.begins - next.begins)) {
    const begins = clockOf(span.begins % DAY);
    const ends = clockOf(((endOf(span) - 1) % DAY) + 1);
    const key = `${begins} ${ends} ${span.mode}`;
    const before = groups.get(key);
    groups.set(key, {
      begins,
      ends,
      mode: span.mode,
      days: [...(before?.days ?? []), dayOf(span) + 1],
      spans: [...(before?.spans ?? []), span],
    });
  }
  return [...groups.values()].sort((one, next) => one.begins.localeCompare(next.begins));
}

/** Return spans as the windows that the API takes. */
export function windowsOf(spans: readonly Span[]): Window[] {
  return groupsOf(spans).map(({ days, begins, ends, mode }) => ({ days, begins, ends, mode }));
}

function withinWeek(minute: number): number {
  return ((minute % WEEK) + WEEK) % WEEK;
}
