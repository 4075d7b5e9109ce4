import { Button, Chip, Group, Input, Select, Stack } from "@mantine/core";
import { useState } from "react";

import { DAYS } from "@/components/week-editor/spans";
import { dayNames } from "@/components/week-editor/week-words";
import { t } from "@/lib/words";

const WORKING_DAYS = [1, 2, 3, 4];

interface Props {
  from: number;
  onCopy: (from: number, to: readonly number[]) => void;
  onCancel: () => void;
}

/** Choose a day whose windows other days are to have. */
export function CopyDay({ from: first, onCopy, onCancel }: Props) {
  const [from, setFrom] = useState(first);
  const [to, setTo] = useState<readonly number[]>(WORKING_DAYS.filter((day) => day !== first));
  return (
    <Stack gap="sm">
      <Select
        label={t("Day")}
        value={String(from)}
        allowDeselect={false}
        onChange={(day) => {
          setFrom(Number(day));
          setTo(to.filter((one) => one !== Number(day)));
        }}
        data={DAYS.map((day) => ({ value: String(day), label: dayNames.long[day] ?? "" }))}
      />
      <Input.Wrapper
        label={t("Onto")}
        description={t("What begins on these days now is replaced.")}
        labelElement="div"
      >
        <Chip.Group multiple value={to.map(String)} onChange={(days) => setTo(days.map(Number))}>
          <Group gap={4} mt={4} role="group" aria-label={t("Onto")}>
            {DAYS.map((day) => (
              <Chip key={day} value={String(day)} size="xs" disabled={day === from}>
                {dayNames.short[day]}
              </Chip>
            ))}
          </Group>
        </Chip.Group>
      </Input.Wrapper>
      <Group justify="end">
        <Button variant="default" onClick={onCancel}>
          {t("Cancel")}
        </Button>
        <Button disabled={to.length === 0} onClick={() => onCopy(from, to)}>
          {t("Copy")}
        </Button>
      </Group>
    </Stack>
  );
}
