import { Group, List, Text, VisuallyHidden } from "@mantine/core";
import { IconClockExclamation } from "@tabler/icons-react";

import type { Schemas } from "@/api/types";
import { ModeLegend, ModeStrip } from "@/components/mode-strip/mode-strip";
import classes from "@/components/outlook/outlook.module.css";
import { daysOf, type OutlookDay, type Piece, weeksOf } from "@/components/outlook/outlook-days";
import { ruleText } from "@/components/week-editor/rule-text";
import { clockOf, DAY } from "@/components/week-editor/spans";
import { dayNames } from "@/components/week-editor/week-words";
import { modes, sources } from "@/lib/modes";
import { locale, t } from "@/lib/words";

const dateFormat = new Intl.DateTimeFormat(locale, {
  day: "numeric",
  month: "short",
  timeZone: "UTC",
});
/** The day before what the server says of it: "2026-03-29: every day 02:00 to 03:00". */
const DATED = /^\d{4}-\d\d-\d\d: /;
const longFormat = new Intl.DateTimeFormat(locale, { dateStyle: "full", timeZone: "UTC" });

/** The modes of the next eight weeks, day by day; days on which the clocks change are marked. */
export function Outlook({ outlook }: { outlook: Schemas["Outlook"] }) {
  const weeks = weeksOf(daysOf(outlook));
  return (
    <>
      <table className={classes.table} aria-label={t("The next eight weeks")}>
        <thead>
          <tr>
            {dayNames.short.map((name) => (
              <th key={name} scope="col">
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {weeks.map((week, nth) => (
            <tr key={nth}>
              {week.map((day, at) => (
                <td key={at}>{day !== null && <Day day={day} />}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
      <Group gap="md" fz="sm">
        <ModeLegend />
      </Group>
      <Text size="sm" c="dimmed">
        {t("By the clocks in {{zone}}.", { zone: outlook.timezone.replaceAll("_", " ") })}{" "}
        {t(
          "Where a country changes the rules of its clocks, the hours on the wall stay as they are, and these changes move by themselves once the server knows the new rules.",
        )}
      </Text>
      <ClockChanges changes={outlook.clock_changes} />
    </>
  );
}

function Day({ day: { date, pieces, change } }: { day: OutlookDay }) {
  const said = pieces.map(pieceText).join("; ");
  return (
    <div title={`${longFormat.format(date)}: ${said}`}>
      <span className={`${classes.date ?? ""} ${change ? (classes.changed ?? "") : ""}`}>
        {dateFormat.format(date)}
        {change !== undefined && (
          <IconClockExclamation size={14} role="img" aria-label={t("The clocks change.")} />
        )}
      </span>
      <ModeStrip pieces={pieces} minutes={DAY} />
      <VisuallyHidden>{said}</VisuallyHidden>
    </div>
  );
}

function pieceText({ from, to, mode, source }: Piece): string {
  return t("{{from}} to {{to}} {{mode}} ({{source}})", {
    from: clockOf(from),
    to: clockOf(to),
    mode: modes[mode].label,
    source: sources[source],
  });
}

/** When the clocks change meanwhile, and what that does to windows. */
function ClockChanges({ changes }: { changes: readonly Schemas["ClockChange"][] }) {
  if (changes.length === 0) return null;
  return (
    <List size="sm" aria-label={t("When the clocks change")}>
      {changes.map(({ at, days, minutes, left_out: leftOut }) => {
        const said = { day: days.map(dayText).join(", "), minutes: Math.abs(minutes) };
        return (
          <List.Item key={at}>
            {minutes > 0
              ? t("{{day}}: the clocks go forward by {{minutes}} minutes.", said)
              : t("{{day}}: the clocks go back by {{minutes}} minutes.", said)}{" "}
            {leftOut.length > 0 &&
              t("No window then, since the clocks never show its hours: {{windows}}.", {
                windows: leftOut.map((one) => ruleText(one.replace(DATED, ""))).join("; "),
              })}
          </List.Item>
        );
      })}
    </List>
  );
}

function dayText(date: string): string {
  return longFormat.format(new Date(`${date}T00:00Z`));
}
