import { Alert, Group } from "@mantine/core";
import { IconHistory, IconMailCheck, IconUsers } from "@tabler/icons-react";

import { rest } from "@/api/client";
import type { Schemas } from "@/api/types";
import { ButtonLink } from "@/components/button-link";
import { Section } from "@/components/detail";
import { Page } from "@/components/page";
import { Answered, Empty } from "@/components/states";
import { TenantLink } from "@/components/tenant-link";
import { SettingRow } from "@/features/settings/setting-row";
import { groupName } from "@/features/settings/setting-words";
import classes from "@/features/settings/settings.module.css";
import { useMay } from "@/lib/me";
import { t } from "@/lib/words";

type Setting = Schemas["SettingState"];

/** Every setting by group: what holds, what would hold by itself, and who may change it. */
export function SettingsPage() {
  const settings = rest.useQuery("get", "/api/v1/settings");
  const mayUpdate = useMay("settings.update");
  const mayTest = useMay("mail.update");
  return (
    <Page
      title={t("Settings")}
      actions={
        <>
          <ButtonLink
            to="settings/proposals"
            variant="default"
            leftSection={<IconUsers size={14} aria-hidden />}
          >
            {t("Proposed changes")}
          </ButtonLink>
          {mayTest && (
            <ButtonLink
              to="settings/mail"
              variant="default"
              leftSection={<IconMailCheck size={14} aria-hidden />}
            >
              {t("Try mail out")}
            </ButtonLink>
          )}
          {mayUpdate && (
            <ButtonLink
              to="settings/rollback"
              variant="default"
              leftSection={<IconHistory size={14} aria-hidden />}
            >
              {t("Go back in time")}
            </ButtonLink>
          )}
        </>
      }
    >
      <Answered query={settings}>{(told) => <Groups settings={told} />}</Answered>
    </Page>
  );
}

function Groups({ settings }: { settings: readonly Setting[] }) {
  const waiting = settings.filter(({ proposal_id }) => proposal_id !== null);
  const modules = [...new Set(settings.map(({ module }) => module))];
  if (settings.length === 0) {
    return (
      <Empty title={t("No setting yet")}>{t("Modules bring their settings with them.")}</Empty>
    );
  }
  return (
    <>
      {waiting.length > 0 && (
        <Alert color="yellow" title={t("Changes wait for a second person")}>
          <Group gap="sm">
            {waiting.map(({ key }) => (
              <TenantLink
                key={key}
                to="settings/proposals"
                search={{ status: "open", key }}
                c="inherit"
                underline="always"
              >
                {key}
              </TenantLink>
            ))}
          </Group>
        </Alert>
      )}
      {modules.map((module) => (
        <Section key={module} title={groupName(module)}>
          <ul className={classes.list}>
            {settings
              .filter((setting) => setting.module === module)
              .map((setting) => (
                <SettingRow key={setting.key} setting={setting} />
              ))}
          </ul>
        </Section>
      ))}
    </>
  );
}
