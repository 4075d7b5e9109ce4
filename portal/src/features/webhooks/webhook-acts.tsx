import { Button, Group } from "@mantine/core";
import { IconPlayerPause, IconPlayerPlay } from "@tabler/icons-react";

import { api } from "@/api/client";
import { ChangeLink, RemoveButton } from "@/components/acts";
import { confirmAct } from "@/components/confirm";
import { tellDone, tellProblem } from "@/components/toasts";
import { useRenew } from "@/features/webhooks/renew";
import { titleOf, type Webhook } from "@/features/webhooks/webhook-words";
import { useGo } from "@/lib/going";
import { t } from "@/lib/words";

const PATH = "/api/v1/webhooks/{webhook_id}";
const TITLE_MAX_LENGTH = 100;

/** Return how to enable a webhook or disable it. */
function useSwitch(webhook: Webhook) {
  const renew = useRenew();
  return async (enabled: boolean) => {
    const params = { path: { webhook_id: webhook.id } };
    await api.PATCH(PATH, { params, body: { enabled, version: webhook.version } });
    tellDone(enabled ? t("The webhook was enabled") : t("The webhook was disabled"));
    await renew();
  };
}

/** Enables a webhook again: what happens from now on is sent. */
export function EnableButton({ webhook }: { webhook: Webhook }) {
  const turn = useSwitch(webhook);
  const enable = async () => {
    try {
      await turn(true);
    } catch (error) {
      tellProblem(t("The webhook was not enabled"), error);
    }
  };
  return (
    <Button leftSection={<IconPlayerPlay size={14} aria-hidden />} onClick={() => void enable()}>
      {t("Enable")}
    </Button>
  );
}

/** What can be done with a webhook. */
export function WebhookActs({ webhook }: { webhook: Webhook }) {
  const turn = useSwitch(webhook);
  const go = useGo();
  const renew = useRenew();
  const title = titleOf(webhook).slice(0, TITLE_MAX_LENGTH);
  const askDisable = () =>
    confirmAct({
      title: t("Disable {{name}}?", { name: title }),
      consequence: t(
        "Nothing more is sent, and what waits ends as failed. When it is enabled again, what failed can be sent again; what happens meanwhile is not sent.",
      ),
      label: t("Disable it"),
      run: () => turn(false),
    });
  const remove = async () => {
    await api.DELETE(PATH, { params: { path: { webhook_id: webhook.id } } });
    tellDone(t("The webhook was removed"));
    await go("webhooks");
    await renew();
  };
  const askRemove = () =>
    confirmAct({
      title: t("Remove {{name}}?", { name: title }),
      consequence: t(
        "Nothing more is sent, and what waits is not sent either. Its secret is gone. This cannot be undone.",
      ),
      label: t("Remove the webhook"),
      dangerous: true,
      run: remove,
    });
  return (
    <Group gap="xs">
      <ChangeLink to={`webhooks/${webhook.id}/edit`} />
      {webhook.enabled && (
        <Button
          variant="default"
          leftSection={<IconPlayerPause size={14} aria-hidden />}
          onClick={askDisable}
        >
          {t("Disable …")}
        </Button>
      )}
      <RemoveButton onClick={askRemove} />
    </Group>
  );
}
