import { List, Text } from "@mantine/core";

import { Section } from "@/components/detail";
import { TenantLink } from "@/components/tenant-link";
import { Status } from "@/components/status";
import type { Value } from "@/features/settings/setting-words";
import { stages } from "@/lib/stages";
import { t } from "@/lib/words";

/** The setting that says how far access control is rolled out. */
export const ACCESS_STAGE = "access.stage";

/** What the stages of access control mean, and which one holds now. */
export function AccessStages({ now }: { now: Value }) {
  return (
    <Section title={t("What the stages mean")}>
      <List listStyleType="none" spacing={4}>
        {Object.entries(stages).map(([stage, { label, explained }]) => (
          <List.Item key={stage}>
            <Text span fw={600}>
              {label}
            </Text>{" "}
            {stage === now && <Status tone="good">{t("holds now")}</Status>} {explained}
          </List.Item>
        ))}
      </List>
      <Text size="sm">
        {t("Go from off to shadow, look at the decisions for some days, then to on.")}{" "}
        <TenantLink to="decisions" search={{ decision: "denied" }} underline="always">
          {t("Who was, or would have been, denied")}
        </TenantLink>
      </Text>
    </Section>
  );
}
