import { Button, Stack, Text } from "@mantine/core";

import { api, rest } from "@/api/client";
import type { Schemas } from "@/api/types";
import { Age } from "@/components/age";
import { confirmAct } from "@/components/confirm";
import { Section } from "@/components/detail";
import { Answered } from "@/components/states";
import { TenantLink } from "@/components/tenant-link";
import { tellOutcome } from "@/components/setting-outcome";
import { useRenew } from "@/features/settings/renew";
import { hows, shownValue, valueNow, whoOf } from "@/features/settings/setting-words";
import classes from "@/features/settings/settings.module.css";
import { useMay } from "@/lib/me";
import { t } from "@/lib/words";

type Setting = Schemas["SettingState"];
type Change = Schemas["SettingChange"];

const AT_ONCE = 100;

/** Every change of a setting, the latest first, and the way back to what it was after each. */
export function History({ setting }: { setting: Setting }) {
  const changes = rest.useQuery("get", "/api/v1/settings/{key}/history", {
    params: { path: { key: setting.key }, query: { limit: AT_ONCE } },
  });
  const mayRead = useMay("audit.read");
  return (
    <Section
      title={t("History")}
      actions={
        mayRead && (
          <TenantLink to="audit" search={{ name: "settings.*" }} size="sm">
            {t("Settings in the audit log")}
          </TenantLink>
        )
      }
    >
      <Answered query={changes}>
        {({ items, next_cursor }) =>
          items.length === 0 ? (
            <Text c="dimmed">
              {t(
                "Nobody changed it yet. Each change appears here, with what was before and after.",
              )}
            </Text>
          ) : (
            <>
              <ul className={classes.list} aria-label={t("History")}>
                {items.map((change) => (
                  <Row key={change.version} change={change} setting={setting} />
                ))}
              </ul>
              {typeof next_cursor === "string" && (
                <Text c="dimmed">{t("Older changes are in the audit log.")}</Text>
              )}
            </>
          )
        }
      </Answered>
    </Section>
  );
}

function Row({ change, setting }: { change: Change; setting: Setting }) {
  const renew = useRenew();
  const { key, version, unit } = setting;
  const { before, after } = change;
  const canReturn =
    setting.may_change && !setting.secret && change.version !== version && after !== setting.value;
  const goBack = () =>
    confirmAct({
      title: t("Bring {{key}} back?", { key }),
      consequence: (
        <bdi>
          {valueNow(setting)} → {shownValue(after, unit)}
        </bdi>
      ),
      label: setting.dangerous ? t("Propose to bring it back") : t("Bring it back"),
      reason: true,
      run: async (reason) => {
        const { data } = await api.POST("/api/v1/settings/{key}/rollback", {
          params: { path: { key } },
          body: { to_version: change.version, version, reason },
        });
        await renew();
        tellOutcome(data);
      },
    });
  return (
    <li className={classes.row}>
      <Stack gap={2}>
        <Text component="div" fw={600} className="wrap">
          <bdi>{shownValue(before, unit)}</bdi> → <bdi>{shownValue(after, unit)}</bdi>
        </Text>
        <Text size="sm" component="div">
          {hows[change.how]} <Age at={change.changed_at} />,{" "}
          <bdi>{t("by {{who}}", { who: whoOf(change.changed_by) })}</bdi>
          {change.approved_by !== null && (
            <>, {t("approved by {{who}}", { who: whoOf(change.approved_by) })}</>
          )}
        </Text>
        {change.reason !== null && (
          <Text size="sm" c="dimmed" className="wrap">
            <bdi>{change.reason}</bdi>
          </Text>
        )}
      </Stack>
      {canReturn && (
        <Button variant="default" onClick={goBack} style={{ justifySelf: "end" }}>
          {t("Back to {{value}}", { value: shownValue(after, unit).slice(0, 40) })}
        </Button>
      )}
    </li>
  );
}
