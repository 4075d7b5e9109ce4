import {
  Button,
  Chip,
  Group,
  Input,
  InputBase,
  SegmentedControl,
  Stack,
  Text,
} from "@mantine/core";
import { type SubmitEvent, useId, useState } from "react";

import {
  clashOf,
  DAYS,
  minuteOf,
  newId,
  type Span,
  spansOf,
  type Window,
} from "@/components/week-editor/spans";
import { dayNames, spanText } from "@/components/week-editor/week-words";
import { modeChoices } from "@/lib/modes";
import { t } from "@/lib/words";

interface Props {
  initial: Readonly<Window>;
  /** The other windows, with which it may not overlap. */
  others: readonly Span[];
  label: string;
  /** Called with the spans that the window stands for. */
  onDone: (spans: readonly Span[]) => void;
  onCancel: () => void;
  onRemove?: (() => void) | undefined;
}

const MIDNIGHT = "24:00";

/** A window by its days and exact times. */
export function WindowForm({ initial, others, label, onDone, onCancel, onRemove }: Props) {
  const [window, setWindow] = useState(initial);
  const [refused, setRefused] = useState<string | null>(null);
  const midnight = window.ends === MIDNIGHT;
  const id = useId();
  const change = (changed: Partial<Window>) => {
    setWindow({ ...window, ...changed });
    setRefused(null);
  };
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    const first = newId(others);
    const spans = spansOf([window]).map((span, nth) => ({ ...span, id: first + nth }));
    const problem = refusalOf(window, spans, others);
    if (problem === null) onDone(spans);
    else setRefused(problem);
  };
  return (
    <form onSubmit={submit} noValidate aria-label={label}>
      <Stack gap="sm">
        <SegmentedControl
          aria-label={t("Mode")}
          value={window.mode}
          onChange={(mode) => change({ mode })}
          data={[...modeChoices]}
        />
        <Input.Wrapper label={t("Begins on")} labelElement="div">
          <Chip.Group
            multiple
            value={window.days.map(String)}
            onChange={(chosen) =>
              change({ days: chosen.map(Number).sort((one, next) => one - next) })
            }
          >
            <Group gap={4} mt={4} role="group" aria-label={t("Begins on")}>
              {DAYS.map((day) => (
                <Chip key={day} value={String(day + 1)} size="xs">
                  {dayNames.short[day]}
                </Chip>
              ))}
            </Group>
          </Chip.Group>
        </Input.Wrapper>
        <Group gap="sm" align="end">
          <InputBase
            component="input"
            type="time"
            label={t("From")}
            data-autofocus
            value={window.begins}
            onChange={(event) => change({ begins: event.currentTarget.value })}
          />
          <InputBase
            component="input"
            type="time"
            label={t("Until")}
            disabled={midnight}
            value={midnight ? "00:00" : window.ends}
            onChange={(event) => change({ ends: event.currentTarget.value })}
          />
          <Chip
            size="xs"
            checked={midnight}
            onChange={(checked) => change({ ends: checked ? MIDNIGHT : "06:00" })}
          >
            {t("until midnight")}
          </Chip>
        </Group>
        <Text size="sm" c="dimmed">
          {t("One that does not end after it begins ends on the next day.")}
        </Text>
        {refused !== null && (
          <Input.Error id={id} role="alert">
            {refused}
          </Input.Error>
        )}
        <Group justify="end">
          {onRemove !== undefined && (
            <Button variant="subtle" color="gray" mr="auto" onClick={onRemove}>
              {t("Remove")}
            </Button>
          )}
          <Button variant="default" onClick={onCancel}>
            {t("Cancel")}
          </Button>
          <Button type="submit">{label}</Button>
        </Group>
      </Stack>
    </form>
  );
}

function refusalOf(
  { days, begins, ends }: Readonly<Window>,
  spans: readonly Span[],
  others: readonly Span[],
): string | null {
  if (days.length === 0) return t("Choose a day at least.");
  if (minuteOf(begins) === null || minuteOf(ends) === null) return t("Say both times.");
  if (begins === ends) return t("It would last no time. A whole day is 00:00 until midnight.");
  for (const span of spans) {
    const clash = clashOf([...others, ...spans], span);
    if (clash !== undefined) return t("It would overlap: {{window}}.", { window: spanText(clash) });
  }
  return null;
}
