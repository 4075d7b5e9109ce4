import { SegmentedControl, Stack } from "@mantine/core";
import { useMediaQuery } from "@mantine/hooks";

import { DAYS, spansOf, type Window } from "@/components/week-editor/spans";
import { useWeek } from "@/components/week-editor/use-week";
import { WeekGrid } from "@/components/week-editor/week-grid";
import { dayNames } from "@/components/week-editor/week-words";
import classes from "@/components/week-editor/week.module.css";
import { WindowList } from "@/components/week-editor/window-list";
import type { Mode } from "@/lib/modes";
import { t } from "@/lib/words";

interface Props {
  defaultMode: Mode;
  windows: readonly Readonly<Window>[];
}

/** A week that is looked at: the grid, and the same in words. */
export function WeekView({ defaultMode, windows }: Props) {
  const spans = spansOf(windows);
  const { cursor, frame, show, toCell } = useWeek({
    defaultMode,
    spans,
    onChange: () => undefined,
  });
  const narrow = useMediaQuery("(max-width: 48em)");
  return (
    <Stack gap="sm">
      {narrow && (
        <SegmentedControl
          fullWidth
          size="xs"
          aria-label={t("Day that is shown")}
          value={String(cursor.day)}
          onChange={(day) => show(Number(day))}
          data={DAYS.map((day) => ({ value: String(day), label: dayNames.short[day] ?? "" }))}
        />
      )}
      <div className={classes.columns}>
        <WeekGrid
          days={narrow ? [cursor.day] : DAYS}
          spans={spans}
          defaultMode={defaultMode}
          cursor={cursor}
          onCell={(cell, act) => act.kind === "go" && toCell(cell, act)}
          frame={frame}
        />
        <Stack gap="sm">
          <WindowList defaultMode={defaultMode} spans={spans} />
        </Stack>
      </div>
    </Stack>
  );
}
