import { type RefObject, useLayoutEffect, useRef, useState } from "react";

import type { CellAct, WindowAct } from "@/components/week-editor/keys";
import {
  clashOf,
  type Copied,
  copied,
  DAY,
  dayOf,
  DAYS,
  HOUR,
  hourFrom,
  moved,
  newId,
  type Span,
  spanAt,
  stretched,
} from "@/components/week-editor/spans";
import { dayNames, spanText } from "@/components/week-editor/week-words";
import { type Mode, other } from "@/lib/modes";
import { t } from "@/lib/words";

/** A place in the grid: an hour of a day. */
export interface Cell {
  readonly day: number;
  readonly hour: number;
}

/** A week that is edited. */
export interface Week {
  defaultMode: Mode;
  spans: readonly Span[];
  onChange: (spans: readonly Span[]) => void;
}

const LAST_HOUR = 23;

/** What can be done to a week, where one is in it, and what is said of what was done last. */
export function useWeek({ defaultMode, spans, onChange }: Week) {
  const [cursor, setCursor] = useState<Cell>({ day: 0, hour: 0 });
  const [held, setHeld] = useState<number | null>(null);
  const [said, setSaid] = useState("");
  const [past, setPast] = useState<readonly (readonly Span[])[]>([]);
  const { frame, focusOn } = useFocus();

  const hold = (span: Span) => {
    setHeld(span.id);
    setCursor(cellOf(span));
    focusOn(`[data-window="${span.id}"]`);
  };
  const goTo = (cell: Cell) => {
    setHeld(null);
    setCursor(cell);
    focusOn(`[data-cell="${cell.day}-${cell.hour}"]`);
  };
  const change = (next: readonly Span[], words: string) => {
    setPast([...past, spans]);
    onChange(next);
    setSaid(words);
  };
  const fits = (span: Span): boolean => {
    const clash = clashOf(spans, span);
    const clear = clash === undefined;
    setSaid(clear ? spanText(span) : t("In the way: {{window}}.", { window: spanText(clash) }));
    return clear;
  };
  const put = (span: Span) => {
    if (!fits(span)) return;
    change([...spans.filter(({ id }) => id !== span.id), span], spanText(span));
    hold(span);
  };
  const make = (minute: number) => put(hourFrom(spans, minute, other(defaultMode)));
  const remove = (span: Span) => {
    const rest = spans.filter(({ id }) => id !== span.id);
    change(rest, t("Removed: {{window}}.", { window: spanText(span) }));
    goTo(cellOf(span));
  };
  const replace = (before: readonly Span[], after: readonly Span[]) => {
    const first = newId(spans);
    const added = after.map((span, nth) => ({ ...span, id: first + nth }));
    const rest = spans.filter((span) => !before.includes(span));
    const removed = before.map((span) => t("Removed: {{window}}.", { window: spanText(span) }));
    change([...rest, ...added], (added.length > 0 ? added.map(spanText) : removed).join(" "));
    added.slice(0, 1).forEach(hold);
  };
  const copy = (from: number, to: readonly number[]) => {
    const result = copied(spans, from, to);
    change(result.spans, copyText(result));
  };
  const takeBack = () => {
    const before = past.at(-1);
    if (before === undefined) return;
    setPast(past.slice(0, -1));
    onChange(before);
    setHeld(null);
    setSaid(t("Taken back."));
  };
  const toWindow = (span: Span, act: WindowAct) => {
    if (act.kind === "move") put(moved(span, act.by));
    else if (act.kind === "stretch") put(stretched(span, act.by));
    else if (act.kind === "switch") put({ ...span, mode: other(span.mode) });
    else if (act.kind === "remove") remove(span);
    else if (act.kind === "leave") goTo(cellOf(span));
  };
  const toCell = (cell: Cell, act: CellAct) => {
    const minute = cell.day * DAY + cell.hour * HOUR;
    const there = firstIn(spans, minute);
    if (act.kind === "go") goTo(from(cell, act.days, act.hours));
    else if (there === undefined) {
      if (act.kind === "enter") make(minute);
    } else if (act.kind === "remove") remove(there);
    else hold(there);
  };
  return {
    cursor,
    frame,
    held,
    said,
    isFirst: past.length === 0,
    show: (day: number) => setCursor({ day, hour: cursor.hour }),
    onHeld: (span: Span) => setHeld(span.id),
    fits,
    put,
    make,
    replace,
    copy,
    takeBack,
    toWindow,
    toCell,
  };
}

/** Give the focus to what may be drawn only when all that was done has been. */
function useFocus(): { frame: RefObject<HTMLDivElement | null>; focusOn: (what: string) => void } {
  const frame = useRef<HTMLDivElement>(null);
  const wanted = useRef<string | null>(null);
  useLayoutEffect(() => {
    if (wanted.current === null) return;
    frame.current?.querySelector<HTMLElement>(wanted.current)?.focus();
    wanted.current = null;
  });
  return {
    frame,
    focusOn: (what) => {
      wanted.current = what;
    },
  };
}

function cellOf(span: Span): Cell {
  return { day: dayOf(span), hour: Math.floor((span.begins % DAY) / HOUR) };
}

function from({ day, hour }: Cell, days: number, hours: number): Cell {
  const within = (number: number, last: number) => Math.min(Math.max(number, 0), last);
  return { day: within(day + days, DAYS.length - 1), hour: within(hour + hours, LAST_HOUR) };
}

/** Return what holds when an hour begins, or begins within it. */
function firstIn(spans: readonly Span[], minute: number): Span | undefined {
  const within = ({ begins }: Span) => begins >= minute && begins < minute + HOUR;
  return spanAt(spans, minute) ?? spans.find(within);
}

function copyText({ clashes }: Copied): string {
  const kept = clashes.map(({ day, clash }) =>
    t("{{day}} stays as it is, because of {{window}}.", {
      day: dayNames.long[day] ?? "",
      window: spanText(clash),
    }),
  );
  return [t("Copied."), ...kept].join(" ");
}
