import { Alert, Code, Text } from "@mantine/core";
import { useParams } from "@tanstack/react-router";

import { rest } from "@/api/client";
import type { Schemas } from "@/api/types";
import { Age } from "@/components/age";
import { Facts, Section } from "@/components/detail";
import { Page } from "@/components/page";
import { ReadPage } from "@/components/read-page";
import { TenantLink } from "@/components/tenant-link";
import { ACCESS_STAGE, AccessStages } from "@/features/settings/access-stages";
import { History } from "@/features/settings/history";
import { Marks } from "@/features/settings/marks";
import { SettingActs } from "@/features/settings/setting-acts";
import { groupName, ruleOf, shownValue, valueNow, whoOf } from "@/features/settings/setting-words";
import { t, told } from "@/lib/words";

type Setting = Schemas["SettingState"];

/** One setting: what holds, what else it could be, and every change of it. */
export function SettingPage() {
  const { setting: key = "" } = useParams({ strict: false });
  const setting = rest.useQuery("get", "/api/v1/settings/{key}", { params: { path: { key } } });
  return (
    <ReadPage query={setting} title={key}>
      {(setting) => <Told setting={setting} />}
    </ReadPage>
  );
}

function Told({ setting }: { setting: Setting }) {
  return (
    <Page
      title={setting.key}
      beside={<Marks setting={setting} />}
      actions={<SettingActs setting={setting} />}
    >
      <Text maw={860}>{told(setting.description)}</Text>
      {setting.proposal_id !== null && (
        <Alert color="yellow" title={t("A change waits for a second person.")}>
          <TenantLink
            to="settings/proposals"
            search={{ status: "open", key: setting.key }}
            c="inherit"
            underline="always"
          >
            {t("See the proposed change")}
          </TenantLink>
        </Alert>
      )}
      <Section title={t("What holds")}>
        <Facts facts={factsOf(setting)} />
        {!setting.may_change && (
          <Text c="dimmed">
            {t("You may not change it. Whoever holds {{permission}} may.", {
              permission: setting.permission,
            })}
          </Text>
        )}
      </Section>
      {setting.key === ACCESS_STAGE && <AccessStages now={setting.value} />}
      <History setting={setting} />
    </Page>
  );
}

function factsOf(setting: Setting) {
  const { unit, changed_at, changed_by, permission } = setting;
  return [
    [t("Value"), <bdi key="value">{valueNow(setting)}</bdi>],
    [t("Default"), setting.secret ? null : shownValue(setting.default, unit)],
    [t("Takes"), ruleOf(setting)],
    [t("Group"), groupName(setting.module)],
    [t("Who may change it"), <Code key="permission">{permission}</Code>],
    [t("Last changed"), changed_at === null ? null : <Age key="at" at={changed_at} />],
    [t("Changed by"), changed_by === null ? null : <bdi key="by">{whoOf(changed_by)}</bdi>],
  ] as const;
}
