import { Text, Tooltip } from "@mantine/core";

import { age, exact } from "@/lib/time";
import { useNow } from "@/lib/ticking";
import { t } from "@/lib/words";

interface Props {
  /** ISO 8601, UTC; nothing where it never happened. */
  at: string | null | undefined;
  /** What is said where it never happened. */
  never?: string;
}

/** How long ago something was; the exact instant on hover and for screen readers. */
export function Age({ at, never = t("never") }: Props) {
  const now = useNow();
  if (at === null || at === undefined) {
    return (
      <Text span inherit c="dimmed">
        {never}
      </Text>
    );
  }
  if (Number.isNaN(Date.parse(at))) return <>{t("unreadable time")}</>;
  return (
    <Tooltip label={exact(at)}>
      <time dateTime={at}>{age(at, now)}</time>
    </Tooltip>
  );
}
