import { VisuallyHidden } from "@mantine/core";
import { type KeyboardEvent, type RefObject, useRef } from "react";

import {
  cellActOf,
  windowActOf,
  type CellAct,
  type WindowAct,
} from "@/components/week-editor/keys";
import { clockOf, HOUR, segmentsOf, type Span } from "@/components/week-editor/spans";
import { type Grip, useDrag } from "@/components/week-editor/use-drag";
import type { Cell } from "@/components/week-editor/use-week";
import { dayNames, hourText } from "@/components/week-editor/week-words";
import { Window } from "@/components/week-editor/window";
import classes from "@/components/week-editor/week.module.css";
import type { Mode } from "@/lib/modes";
import { t } from "@/lib/words";

const HOURS = Array.from({ length: 24 }, (_, hour) => hour);

/** What is done in a grid that can be changed. */
export interface Changing {
  /** The window that the keys are for. */
  held: number | null;
  newMode: Mode;
  fits: (span: Span) => boolean;
  /** Puts a window where it was dragged to, or makes one of an hour. */
  put: (span: Span) => void;
  make: (minute: number) => void;
  onHeld: (span: Span) => void;
  onWindow: (span: Span, act: WindowAct) => void;
}

interface Props {
  days: readonly number[];
  spans: readonly Span[];
  defaultMode: Mode;
  cursor: Cell;
  onCell: (cell: Cell, act: CellAct) => void;
  /** Without it the week is only shown. */
  changing?: Changing | undefined;
  frame: RefObject<HTMLDivElement | null>;
  describedBy?: string | undefined;
}

/** The week as a grid of hours, a column a day, with the windows over it. */
export function WeekGrid(props: Props) {
  const { days, spans, defaultMode, cursor, onCell, changing, frame, describedBy } = props;
  const layer = useRef<HTMLDivElement>(null);
  const { begin, clicked, dragged } = useDrag({
    area: layer,
    days,
    spans,
    newMode: changing?.newMode ?? defaultMode,
    fits: changing?.fits ?? (() => false),
    onDropped: (span) => changing?.put(span),
  });
  const onKey = (event: KeyboardEvent, cell: Cell) => {
    const act = event.ctrlKey || event.metaKey || event.altKey ? null : cellActOf(event);
    if (act === null) return;
    event.preventDefault();
    onCell(cell, act);
  };
  const shown = dragged === null ? spans : [...spans.filter(isNot(dragged)), dragged];
  const tint = defaultMode === "freevend" ? classes.freevendDefault : classes.managedDefault;
  const editable = changing === undefined ? "" : (classes.editable ?? "");
  return (
    <div className={classes.frame} ref={frame}>
      <div
        role="grid"
        aria-label={t("The week, by hours")}
        aria-readonly={changing === undefined}
        aria-describedby={describedBy}
      >
        <div role="row" className={classes.row}>
          <div role="columnheader">
            <VisuallyHidden>{t("Hour")}</VisuallyHidden>
          </div>
          {days.map((day) => (
            <div key={day} role="columnheader" className={classes.head}>
              {days.length === 1 ? dayNames.long[day] : dayNames.short[day]}
            </div>
          ))}
        </div>
        {HOURS.map((hour) => (
          <div key={hour} role="row" className={classes.row}>
            <div role="rowheader" className={classes.hour}>
              {clockOf(hour * HOUR)}
            </div>
            {days.map((day) => (
              <div
                key={day}
                role="gridcell"
                className={`${classes.cell ?? ""} ${tint ?? ""} ${editable}`}
                data-cell={`${day}-${hour}`}
                tabIndex={day === cursor.day && hour === cursor.hour ? 0 : -1}
                aria-label={hourText(shown, defaultMode, day, hour)}
                onKeyDown={(event) => onKey(event, { day, hour })}
                onPointerDown={(event) => changing && begin(event, "free", null)}
                onClick={(event) => {
                  const minute = clicked(event);
                  if (minute !== null) changing?.make(minute);
                }}
              />
            ))}
          </div>
        ))}
      </div>
      <div
        ref={layer}
        role="group"
        aria-label={t("Windows in the week")}
        className={`${classes.layer ?? ""} ${changing === undefined ? "" : (classes.changing ?? "")}`}
      >
        {shown.flatMap((span) =>
          segmentsOf(span, days).map((segment, nth) => (
            <Window
              key={`${span.id}-${nth}`}
              span={span}
              segment={segment}
              column={days.indexOf(segment.day)}
              columns={days.length}
              first={nth === 0}
              held={span.id === changing?.held}
              {...(changing && {
                onGrip: (event, grip: Grip) => begin(event, grip, span),
                onHeld: () => changing.onHeld(span),
                onKeyDown: (event) => {
                  const act =
                    event.ctrlKey || event.metaKey || event.altKey ? null : windowActOf(event);
                  if (act === null) return;
                  event.preventDefault();
                  changing.onWindow(span, act);
                },
              })}
            />
          )),
        )}
      </div>
    </div>
  );
}

function isNot(other: Span): (span: Span) => boolean {
  return (span) => span.id !== other.id;
}
