import { Text } from "@mantine/core";

import type { Schemas } from "@/api/types";
import { Facts } from "@/components/detail";
import { TenantLink } from "@/components/tenant-link";
import { Verdict } from "@/components/verdict";
import { t } from "@/lib/words";

/** What became of a way back: what holds, what waits for a second person, what was left. */
export function RollbackOutcome({ outcome }: { outcome: Schemas["RollbackOutcome"] }) {
  const { changed, proposed, left } = outcome;
  return (
    <Verdict good title={t("The settings were brought back.")}>
      <Facts
        facts={[
          [t("Hold again"), changed.join(", ")],
          [t("Wait for a second person"), proposed.map(({ key }) => key).join(", ")],
          [t("Were left as they are"), left.join(", ")],
        ]}
      />
      {proposed.length > 0 && (
        <Text>
          <TenantLink to="settings/proposals" search={{ status: "open" }}>
            {t("Proposed changes")}
          </TenantLink>
        </Text>
      )}
    </Verdict>
  );
}
