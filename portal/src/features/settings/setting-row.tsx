import { Stack, Text } from "@mantine/core";

import type { Schemas } from "@/api/types";
import { TenantLink } from "@/components/tenant-link";
import { Marks } from "@/features/settings/marks";
import classes from "@/features/settings/settings.module.css";
import { ruleOf, shownValue, valueNow } from "@/features/settings/setting-words";
import { t, told } from "@/lib/words";

/** A setting in the catalogue: what it is for, what holds, and who may change it. */
export function SettingRow({ setting }: { setting: Schemas["SettingState"] }) {
  const { key, secret, unit } = setting;
  return (
    <li className={classes.row}>
      <Stack gap={2}>
        <TenantLink to={`settings/${key}`} className="wrap" fw={600}>
          {key}
        </TenantLink>
        <Text size="sm">{told(setting.description)}</Text>
      </Stack>
      <Stack gap={2}>
        <Text component="div" fw={600} className="wrap">
          <bdi>{valueNow(setting)}</bdi>
        </Text>
        <Marks setting={setting} />
        <Text className="hint">
          {!secret &&
            t("Default: {{value}}.", { value: shownValue(setting.default ?? "", unit) }) + " "}
          {t("Takes {{rule}}.", { rule: ruleOf(setting) })}{" "}
          {setting.may_change
            ? t("Needs {{permission}}.", { permission: setting.permission })
            : t("Needs {{permission}}, which you lack.", { permission: setting.permission })}
        </Text>
      </Stack>
    </li>
  );
}
