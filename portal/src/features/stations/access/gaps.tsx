import { List } from "@mantine/core";

import { t, told } from "@/lib/words";

/** What will not be enforced at a charger, each in a sentence. */
export function Gaps({ gaps }: { gaps: readonly string[] }) {
  return (
    <List size="sm" aria-label={t("What is not enforced")}>
      {gaps.map((gap) => (
        <List.Item key={gap} className="wrap">
          {told(gap)}
        </List.Item>
      ))}
    </List>
  );
}
