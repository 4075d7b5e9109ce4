import { Button } from "@mantine/core";
import { IconArrowBackUp, IconPencil } from "@tabler/icons-react";

import { api } from "@/api/client";
import type { Schemas } from "@/api/types";
import { ButtonLink } from "@/components/button-link";
import { confirmAct } from "@/components/confirm";
import { tellOutcome } from "@/components/setting-outcome";
import { useRenew } from "@/features/settings/renew";
import { shownValue, valueNow } from "@/features/settings/setting-words";
import { t } from "@/lib/words";

/** What can be done with a setting: change it, or let the default hold again. */
export function SettingActs({ setting }: { setting: Schemas["SettingState"] }) {
  const renew = useRenew();
  if (!setting.may_change) return null;
  const { key, version, dangerous } = setting;
  const reset = () =>
    confirmAct({
      title: t("Give {{key}} its default again?", { key }),
      consequence: (
        <bdi>
          {valueNow(setting)} →{" "}
          {setting.secret ? t("empty") : shownValue(setting.default, setting.unit)}
        </bdi>
      ),
      label: dangerous ? t("Propose the default") : t("Give it the default"),
      reason: true,
      run: async (reason) => {
        const { data } = await api.DELETE("/api/v1/settings/{key}", {
          params: { path: { key }, query: { version, reason } },
        });
        await renew();
        tellOutcome(data);
      },
    });
  return (
    <>
      {setting.is_set && (
        <Button
          variant="default"
          leftSection={<IconArrowBackUp size={14} aria-hidden />}
          onClick={reset}
        >
          {t("Back to the default")}
        </Button>
      )}
      <ButtonLink to={`settings/${key}/edit`} leftSection={<IconPencil size={14} aria-hidden />}>
        {t("Change")}
      </ButtonLink>
    </>
  );
}
