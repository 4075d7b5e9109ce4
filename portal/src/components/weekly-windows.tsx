import { Button, Chip, Group, Stack, Text, InputBase } from "@mantine/core";
import { IconPlus } from "@tabler/icons-react";

import { type Window, days } from "@/components/weekly-words";
import { t } from "@/lib/words";

interface Props {
  windows: readonly Window[];
  onChange: (windows: readonly Window[]) => void;
}

const EVERY_DAY = [1, 2, 3, 4, 5, 6, 7];

/** Choose when something holds: always, or in weekly windows, a row each. */
export function WeeklyWindows({ windows, onChange }: Props) {
  const change = (nth: number, changed: Partial<Window>) =>
    onChange(windows.map((one, at) => (at === nth ? { ...one, ...changed } : one)));
  return (
    <Stack gap="sm" align="start">
      <Text size="sm">
        {windows.length === 0
          ? t("It holds always.")
          : t(
              "By the clock at the location. A window that does not end after it begins ends the next day.",
            )}
      </Text>
      {windows.map((window, nth) => (
        <Group key={nth} gap="sm" role="group" aria-label={t("Window {{nth}}", { nth: nth + 1 })}>
          <Chip.Group
            multiple
            value={window.days.map(String)}
            onChange={(chosen) =>
              change(nth, { days: chosen.map(Number).sort((one, other) => one - other) })
            }
          >
            <Group gap={4}>
              {days.map(({ value, label }) => (
                <Chip key={value} value={value} size="xs">
                  {label}
                </Chip>
              ))}
            </Group>
          </Chip.Group>
          <InputBase
            component="input"
            type="time"
            size="xs"
            required
            aria-label={t("From")}
            value={window.begins}
            onChange={(event) => change(nth, { begins: event.currentTarget.value })}
          />
          <InputBase
            component="input"
            type="time"
            size="xs"
            required
            aria-label={t("To")}
            value={window.ends}
            onChange={(event) => change(nth, { ends: event.currentTarget.value })}
          />
          <Button
            variant="subtle"
            size="compact-sm"
            onClick={() => onChange(windows.filter((_, at) => at !== nth))}
          >
            {t("Leave out")}
          </Button>
        </Group>
      ))}
      <Button
        variant="default"
        size="xs"
        leftSection={<IconPlus size={14} aria-hidden />}
        onClick={() => onChange([...windows, { days: EVERY_DAY, begins: "22:00", ends: "06:00" }])}
      >
        {t("Add a window")}
      </Button>
    </Stack>
  );
}
