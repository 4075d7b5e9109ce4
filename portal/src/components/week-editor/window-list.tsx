import { Button, Group, Text } from "@mantine/core";

import { type Group as Windows, groupsOf, type Span } from "@/components/week-editor/spans";
import { windowTimes } from "@/components/week-editor/week-words";
import classes from "@/components/week-editor/week.module.css";
import { type Mode, modes } from "@/lib/modes";
import { t } from "@/lib/words";

interface Props {
  defaultMode: Mode;
  spans: readonly Span[];
  onChange?: ((group: Windows) => void) | undefined;
}

/** The week in words: what holds by default, and each window. */
export function WindowList({ defaultMode, spans, onChange }: Props) {
  const groups = groupsOf(spans);
  return (
    <>
      <Text size="sm">
        {groups.length === 0
          ? t("Always {{mode}}.", { mode: modes[defaultMode].label })
          : t("Outside of these windows: {{mode}}.", { mode: modes[defaultMode].label })}
      </Text>
      <ul className={classes.list} aria-label={t("Windows in words")}>
        {groups.map((group) => (
          <li
            key={`${group.begins} ${group.ends} ${group.mode}`}
            className={`${classes.entry ?? ""} ${(group.mode === "freevend" ? classes.freevend : classes.managed) ?? ""}`}
          >
            <Group justify="space-between" gap="xs" wrap="nowrap">
              <div>
                <div className={classes.times}>{windowTimes(group)}</div>
                {modes[group.mode].label}
                {group.mode === defaultMode && ` (${t("as by default")})`}
              </div>
              {onChange !== undefined && (
                <Button
                  variant="default"
                  size="compact-sm"
                  style={{ flexShrink: 0 }}
                  aria-label={t("Change {{window}}", { window: windowTimes(group) })}
                  onClick={() => onChange(group)}
                >
                  {t("Change")}
                </Button>
              )}
            </Group>
          </li>
        ))}
      </ul>
    </>
  );
}
