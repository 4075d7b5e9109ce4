import { Group } from "@mantine/core";

import type { Schemas } from "@/api/types";
import { Status } from "@/components/status";
import { t } from "@/lib/words";

/** What is special about a setting, in a word each. */
export function Marks({ setting }: { setting: Schemas["SettingState"] }) {
  return (
    <Group gap={6} component="span">
      {setting.is_set ? (
        <Status tone="good" explained={t("It has a value of its own here.")}>
          {t("set")}
        </Status>
      ) : (
        <Status tone="quiet" explained={t("Nobody set it: the default holds.")}>
          {t("default")}
        </Status>
      )}
      {setting.dangerous && (
        <Status
          tone="warn"
          explained={t("A change is proposed by one person and approved by another.")}
        >
          {t("two persons")}
        </Status>
      )}
      {setting.secret && (
        <Status tone="quiet" explained={t("Kept encrypted, and never shown again.")}>
          {t("secret")}
        </Status>
      )}
      {setting.proposal_id !== null && (
        <Status tone="busy" explained={t("A change waits for a second person.")}>
          {t("change waits")}
        </Status>
      )}
    </Group>
  );
}
