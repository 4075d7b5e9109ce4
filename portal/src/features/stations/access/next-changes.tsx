import { List, Text } from "@mantine/core";

import type { Schemas } from "@/api/types";
import { ModeState } from "@/components/mode-state";
import { sources } from "@/lib/modes";
import { locale, t } from "@/lib/words";

const SHOWN_AT_MOST = 8;

const format = new Intl.DateTimeFormat(locale, {
  weekday: "short",
  day: "numeric",
  month: "short",
  hour: "2-digit",
  minute: "2-digit",
  timeZone: "UTC",
});

/** The next times that something else decides, by the clocks where the station stands. */
export function NextChanges({ outlook }: { outlook: Schemas["Outlook"] }) {
  const next = outlook.spans.slice(1, SHOWN_AT_MOST + 1);
  if (next.length === 0) return <Text>{t("Nothing changes in the next eight weeks.")}</Text>;
  return (
    <List size="sm" spacing={4} aria-label={t("Next changes")}>
      {next.map(({ at, local_time: local, mode, source }) => (
        <List.Item key={at}>
          <span className="figure">{format.format(Date.parse(`${local.slice(0, 16)}Z`))}</span>{" "}
          <ModeState mode={mode} />{" "}
          <Text span size="sm" c="dimmed">
            {t("by {{source}}", { source: sources[source] })}
          </Text>
        </List.Item>
      ))}
    </List>
  );
}
