import { Button, Group, Modal, SegmentedControl, Stack } from "@mantine/core";
import { useMediaQuery } from "@mantine/hooks";
import { IconArrowBackUp, IconCopy, IconPlus } from "@tabler/icons-react";
import { useId, useState } from "react";

import { CopyDay } from "@/components/week-editor/copy-day";
import {
  DAYS,
  type Group as Windows,
  groupsOf,
  type Span,
  type Window,
} from "@/components/week-editor/spans";
import { useWeek, type Week } from "@/components/week-editor/use-week";
import { WeekGrid } from "@/components/week-editor/week-grid";
import { WeekKeys } from "@/components/week-editor/week-keys";
import { dayNames } from "@/components/week-editor/week-words";
import classes from "@/components/week-editor/week.module.css";
import { WindowForm } from "@/components/week-editor/window-form";
import { WindowList } from "@/components/week-editor/window-list";
import { other } from "@/lib/modes";
import { t } from "@/lib/words";

/** A window in its form: a new one, or the spans whose place it takes. */
interface Formed {
  initial: Readonly<Window>;
  replaces: readonly Span[];
}

/** A week that is changed by mouse, finger and keyboard alike. */
export function WeekEditor(props: Week) {
  const { defaultMode, spans } = props;
  const week = useWeek(props);
  const narrow = useMediaQuery("(max-width: 48em)");
  const [formed, setFormed] = useState<Formed | null>(null);
  const [copying, setCopying] = useState(false);
  const keys = useId();
  const newMode = other(defaultMode);
  const open = (group: Windows) => setFormed({ initial: group, replaces: group.spans });
  const add = () => {
    const initial = { days: [week.cursor.day + 1], begins: "22:00", ends: "06:00", mode: newMode };
    setFormed({ initial, replaces: [] });
  };
  return (
    <Stack gap="sm">
      <Group gap="xs">
        <Button variant="default" leftSection={<IconPlus size={14} aria-hidden />} onClick={add}>
          {t("Add a window …")}
        </Button>
        <Button
          variant="default"
          leftSection={<IconCopy size={14} aria-hidden />}
          disabled={spans.length === 0}
          onClick={() => setCopying(true)}
        >
          {t("Copy a day …")}
        </Button>
        <Button
          variant="default"
          leftSection={<IconArrowBackUp size={14} aria-hidden />}
          disabled={week.isFirst}
          onClick={week.takeBack}
        >
          {t("Take back")}
        </Button>
      </Group>
      {narrow && (
        <SegmentedControl
          fullWidth
          size="xs"
          aria-label={t("Day that is shown")}
          value={String(week.cursor.day)}
          onChange={(day) => week.show(Number(day))}
          data={DAYS.map((day) => ({ value: String(day), label: dayNames.short[day] ?? "" }))}
        />
      )}
      <div className={classes.columns}>
        <div>
          <WeekGrid
            days={narrow ? [week.cursor.day] : DAYS}
            spans={spans}
            defaultMode={defaultMode}
            cursor={week.cursor}
            onCell={week.toCell}
            frame={week.frame}
            describedBy={keys}
            changing={{
              ...week,
              newMode,
              onWindow: (span, act) =>
                act.kind === "open" ? groupsOf([span]).forEach(open) : week.toWindow(span, act),
            }}
          />
          <div role="status" className={classes.said}>
            {week.said}
          </div>
        </div>
        <Stack gap="sm">
          <WindowList defaultMode={defaultMode} spans={spans} onChange={open} />
          <WeekKeys id={keys} />
        </Stack>
      </div>
      {formed !== null && (
        <WindowDialog
          {...formed}
          spans={spans}
          onDone={(made) => {
            setFormed(null);
            week.replace(formed.replaces, made);
          }}
          onClose={() => setFormed(null)}
        />
      )}
      <Modal opened={copying} onClose={() => setCopying(false)} title={t("Copy a day")}>
        <CopyDay
          from={week.cursor.day}
          onCopy={(from, to) => {
            setCopying(false);
            week.copy(from, to);
          }}
          onCancel={() => setCopying(false)}
        />
      </Modal>
    </Stack>
  );
}

interface DialogProps extends Formed {
  spans: readonly Span[];
  onDone: (made: readonly Span[]) => void;
  onClose: () => void;
}

function WindowDialog({ initial, replaces, spans, onDone, onClose }: DialogProps) {
  const isNew = replaces.length === 0;
  return (
    <Modal opened onClose={onClose} title={isNew ? t("New window") : t("Window")}>
      <WindowForm
        initial={initial}
        others={spans.filter((span) => !replaces.some(({ id }) => id === span.id))}
        label={isNew ? t("Add it") : t("Change it")}
        onDone={onDone}
        onCancel={onClose}
        onRemove={isNew ? undefined : () => onDone([])}
      />
    </Modal>
  );
}
