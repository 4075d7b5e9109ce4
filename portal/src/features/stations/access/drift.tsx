import { List, Text } from "@mantine/core";

import type { Schemas } from "@/api/types";
import { Age } from "@/components/age";
import { t, told } from "@/lib/words";

/** What a charger did against the mode that it confirmed, and that is no problem so far. */
export function Drift({ control: { drift, problems } }: { control: Schemas["ControlView"] }) {
  const known = new Set(problems.map(({ kind }) => kind));
  const seen = drift.filter(({ kind }) => !known.has(kind));
  if (seen.length === 0) return null;
  return (
    <>
      <Text size="sm">{t("Seen against its mode; a problem once it is seen again:")}</Text>
      <List size="sm" aria-label={t("Seen against its mode")}>
        {seen.map(({ kind, cause, seen: count, last_at: at }) => (
          <List.Item key={kind} className="wrap">
            {told(cause)}{" "}
            <Text span size="sm" c="dimmed">
              {t("{{count}} times", { count })}, <Age at={at} />
            </Text>
          </List.Item>
        ))}
      </List>
    </>
  );
}
