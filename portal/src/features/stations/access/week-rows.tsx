import { VisuallyHidden } from "@mantine/core";
import { type CSSProperties, memo, useMemo } from "react";

import type { Schemas } from "@/api/types";
import { ModeStrip } from "@/components/mode-strip/mode-strip";
import { ModeState } from "@/components/mode-state";
import { TenantLink } from "@/components/tenant-link";
import { clockOf, DAYS, HOUR } from "@/components/week-editor/spans";
import { dayNames } from "@/components/week-editor/week-words";
import { piecesOf, piecesText, type Shown, shownOf } from "@/features/stations/access/week-pieces";
import classes from "@/features/stations/access/week-rows.module.css";
import { modes } from "@/lib/modes";
import { locale, t } from "@/lib/words";

type Row = Schemas["StationWeek"];

const HOURS_BETWEEN = 3;

interface Props {
  stations: readonly Row[];
  timezone: string;
  /** The day that is shown, 0 is Monday; null for the whole week. */
  day: number | null;
  /** The minute of the week that is now; null in another week. */
  now: number | null;
}

/** Stations by hours: a row each, with its mode now and what comes next. */
export const WeekRows = memo(function WeekRows({ stations, timezone, day, now }: Props) {
  const shown = useMemo(() => shownOf(day), [day]);
  const format = useMemo(() => formatIn(timezone), [timezone]);
  const minutes = shown.to - shown.from;
  const isSeen = now !== null && now >= shown.from && now < shown.to;
  const mark = isSeen ? `${((now - shown.from) / minutes) * 100}%` : "-1%";
  return (
    <div
      className={classes.scroller}
      style={{ "--now": mark, "--parts": day === null ? DAYS.length : 24 } as CSSProperties}
      tabIndex={0}
      role="region"
      aria-label={t("Stations by hours")}
    >
      <table className={classes.table} aria-label={t("Who may charge, by hour")}>
        <thead>
          <tr className={classes.row}>
            <th scope="col">{t("Station")}</th>
            <th scope="col">{t("Now", { context: "mode" })}</th>
            <th scope="col">{t("Next change")}</th>
            <th scope="col" className={classes.hours}>
              <Axis day={day} />
              <VisuallyHidden>{t("Hours")}</VisuallyHidden>
              {isSeen && <span className={classes.now}>{t("now")}</span>}
            </th>
          </tr>
        </thead>
        <tbody>
          {stations.map((row) => (
            <StationRow
              key={row.station_id}
              row={row}
              shown={shown}
              format={format}
              isSeen={isSeen}
            />
          ))}
        </tbody>
      </table>
    </div>
  );
});

function formatIn(timeZone: string): Intl.DateTimeFormat {
  return new Intl.DateTimeFormat(locale, {
    weekday: "short",
    day: "numeric",
    month: "short",
    hour: "2-digit",
    minute: "2-digit",
    timeZone,
  });
}

/** The days of the week, or the hours of a day, above the strips. */
function Axis({ day }: { day: number | null }) {
  const marks =
    day === null
      ? DAYS.map((nth) => dayNames.short[nth] ?? "")
      : Array.from({ length: 24 / HOURS_BETWEEN }, (_, nth) => clockOf(nth * HOURS_BETWEEN * HOUR));
  return (
    <span className={classes.axis} aria-hidden>
      {marks.map((mark) => (
        <span key={mark}>{mark}</span>
      ))}
    </span>
  );
}

interface RowProps {
  row: Row;
  format: Intl.DateTimeFormat;
  shown: Shown;
  isSeen: boolean;
}

const StationRow = memo(function StationRow({ row, shown, format, isSeen }: RowProps) {
  const pieces = piecesOf(row.spans, shown);
  const name = row.station_name ?? row.station_code ?? t("removed station");
  const said = piecesText(pieces, shown);
  return (
    <tr className={classes.row}>
      <th scope="row" title={name.slice(0, 200)}>
        <TenantLink to={`stations/${row.station_id}/access`}>
          <bdi>{name}</bdi>
        </TenantLink>
      </th>
      <td>
        <ModeState mode={row.mode} />
      </td>
      <td className={classes.next}>
        {row.next_mode === null || row.next_at === null
          ? t("no change in eight weeks")
          : t("{{mode}} from {{time}}", {
              mode: modes[row.next_mode].label,
              time: format.format(Date.parse(row.next_at)),
            })}
      </td>
      <td className={classes.hours} title={said}>
        <ModeStrip
          pieces={pieces}
          minutes={shown.to - shown.from}
          {...(classes.strip !== undefined && { className: classes.strip })}
        />
        <span className={classes.lines} aria-hidden />
        {isSeen && <span className={classes.mark} aria-hidden />}
        <VisuallyHidden>{said}</VisuallyHidden>
      </td>
    </tr>
  );
});
