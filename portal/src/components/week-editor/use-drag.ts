import { type PointerEvent as Pointed, type RefObject, useEffect, useRef, useState } from "react";

import {
  DAY,
  moved,
  newId,
  snapped,
  type Span,
  spanBetween,
  STEP,
} from "@/components/week-editor/spans";
import type { Mode } from "@/lib/modes";

/** What a pointer takes hold of: a free place, a window, or one of its edges. */
export type Grip = "free" | "whole" | "top" | "bottom";

interface Drag {
  grip: Grip;
  /** The minute of the week at which it began, and the window that it took hold of. */
  from: number;
  span: Span | null;
  pointer: number;
}

interface Options {
  /** What days are shown side by side over, which is as high as a day is long. */
  area: RefObject<HTMLElement | null>;
  days: readonly number[];
  spans: readonly Span[];
  newMode: Mode;
  /** Whether the span may be there; says so where it may not. */
  fits: (span: Span) => boolean;
  /** Called with what is dragged, once it is let go. */
  onDropped: (span: Span) => void;
}

/** How far a pointer wanders by itself, in pixels. */
const STILL_PX = 4;

/** Let windows be made, moved and stretched by mouse and finger; `dragged` is one while it is. */
export function useDrag({ area, days, spans, newMode, fits, onDropped }: Options) {
  const [drag, setDrag] = useState<Drag | null>(null);
  const [dragged, setDragged] = useState<Span | null>(null);
  const began = useRef({ x: 0, y: 0 });
  const wandered = useRef(false);
  // Let go of is what was dragged last, whether or not it was drawn.
  const latest = useRef<Span | null>(null);

  const minuteAt = (event: { clientX: number; clientY: number }): number => {
    const box = area.current?.getBoundingClientRect();
    if (box === undefined) return 0;
    const column = Math.floor(((event.clientX - box.left) / box.width) * days.length);
    const day = days[Math.min(Math.max(column, 0), days.length - 1)] ?? 0;
    const down = (event.clientY - box.top) / box.height;
    return day * DAY + Math.min(Math.max(down, 0), 1) * DAY;
  };

  const begin = (event: Pointed, grip: Grip, span: Span | null) => {
    wandered.current = false;
    // A finger on a free place scrolls; what it makes there, it makes by a tap.
    if (event.button !== 0 || (grip === "free" && event.pointerType !== "mouse")) return;
    began.current = { x: event.clientX, y: event.clientY };
    setDrag({ grip, from: minuteAt(event), span, pointer: event.pointerId });
  };

  useEffect(() => {
    if (drag === null) return;
    const move = (event: PointerEvent) => {
      if (event.pointerId !== drag.pointer) return;
      const { x, y } = began.current;
      wandered.current ||= Math.hypot(event.clientX - x, event.clientY - y) > STILL_PX;
      if (!wandered.current) return;
      const wanted = spanFor(drag, minuteAt(event), newMode, newId(spans));
      if (!fits(wanted)) return;
      latest.current = wanted;
      setDragged(wanted);
    };
    const end = (event: PointerEvent) => {
      if (event.pointerId !== drag.pointer) return;
      if (event.type === "pointerup" && latest.current !== null) onDropped(latest.current);
      latest.current = null;
      setDrag(null);
      setDragged(null);
    };
    window.addEventListener("pointermove", move);
    window.addEventListener("pointerup", end);
    window.addEventListener("pointercancel", end);
    return () => {
      window.removeEventListener("pointermove", move);
      window.removeEventListener("pointerup", end);
      window.removeEventListener("pointercancel", end);
    };
  });

  /** Return the minute at which was clicked; null where the click ends a drag. */
  const clicked = (event: { clientX: number; clientY: number }): number | null =>
    wandered.current ? null : Math.floor(minuteAt(event) / STEP) * STEP;

  return { begin, clicked, dragged };
}

function spanFor({ grip, from, span }: Drag, minute: number, mode: Mode, id: number): Span {
  const by = minute - from;
  if (span === null || grip === "free") {
    const begins = Math.floor(Math.min(from, minute) / STEP) * STEP;
    return spanBetween(begins, Math.max(snapped(Math.max(from, minute)), begins + STEP), mode, id);
  }
  const ends = span.begins + span.lasts;
  if (grip === "whole") return moved(span, snapped(span.begins + by) - span.begins);
  if (grip === "bottom") {
    const last = Math.max(snapped(ends + by), span.begins + STEP);
    return spanBetween(span.begins, last, span.mode, span.id);
  }
  const first = Math.min(snapped(span.begins + by), ends - STEP);
  return spanBetween(Math.max(first, ends - DAY + STEP), ends, span.mode, span.id);
}
