import type { KeyboardEvent, PointerEvent } from "react";

import { DAY, type Segment, type Span } from "@/components/week-editor/spans";
import type { Grip } from "@/components/week-editor/use-drag";
import { segmentTimes, spanText } from "@/components/week-editor/week-words";
import classes from "@/components/week-editor/week.module.css";
import { modes } from "@/lib/modes";
import { t } from "@/lib/words";

/** How long a window lasts that has room for its times, and for its mode below them. */
const ROOM_FOR_TIMES = 30;
const ROOM_FOR_MODE = 75;

interface Props {
  span: Span;
  segment: Segment;
  column: number;
  columns: number;
  /** Whether this is where it begins on the screen: that takes the focus. */
  first: boolean;
  held: boolean;
  onGrip?: (event: PointerEvent, grip: Grip) => void;
  onHeld?: () => void;
  onKeyDown?: (event: KeyboardEvent) => void;
}

/** What a window shows on one day; the part in which it begins stands for all of it. */
export function Window(props: Props) {
  const { span, segment, column, columns, first, held, onGrip, onHeld, onKeyDown } = props;
  const { from, to } = segment;
  const look = span.mode === "freevend" ? classes.freevend : classes.managed;
  const begins = span.begins === segment.day * DAY + from;
  const ends = (span.begins + span.lasts) % DAY === to % DAY;
  return (
    <div
      className={`${classes.window ?? ""} ${look ?? ""} ${held ? (classes.held ?? "") : ""}`}
      style={{
        top: `${(from / DAY) * 100}%`,
        height: `${((to - from) / DAY) * 100}%`,
        left: `calc(${(column / columns) * 100}% + 2px)`,
        width: `calc(${100 / columns}% - 4px)`,
      }}
      title={spanText(span)}
      {...(first
        ? {
            role: onHeld === undefined ? "img" : "button",
            "aria-label": `${segmentTimes(segment)} ${spanText(span)}`,
            "data-window": span.id,
            ...(onHeld !== undefined && {
              tabIndex: -1,
              "aria-roledescription": t("window"),
            }),
          }
        : { "aria-hidden": true })}
      onPointerDown={(event) => onGrip?.(event, "whole")}
      onClick={onHeld}
      onFocus={first ? onHeld : undefined}
      onKeyDown={onKeyDown}
    >
      {to - from >= ROOM_FOR_TIMES && <div className={classes.times}>{segmentTimes(segment)}</div>}
      {to - from >= ROOM_FOR_MODE && <div>{modes[span.mode].label}</div>}
      {onGrip !== undefined && begins && (
        <div
          className={`${classes.edge ?? ""} ${classes.top ?? ""}`}
          onPointerDown={(event) => {
            event.stopPropagation();
            onGrip(event, "top");
          }}
        />
      )}
      {onGrip !== undefined && ends && (
        <div
          className={`${classes.edge ?? ""} ${classes.bottom ?? ""}`}
          onPointerDown={(event) => {
            event.stopPropagation();
            onGrip(event, "bottom");
          }}
        >
          {held && <div className={classes.grip} />}
        </div>
      )}
    </div>
  );
}
