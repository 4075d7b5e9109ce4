import { Button, Group, List } from "@mantine/core";
import { useState } from "react";

import { api } from "@/api/client";
import { Age } from "@/components/age";
import { confirmAct } from "@/components/confirm";
import { Section } from "@/components/detail";
import { Said } from "@/components/said";
import { ShownOnce } from "@/components/shown-once";
import { useRenew } from "@/features/webhooks/renew";
import type { Webhook } from "@/features/webhooks/webhook-words";
import { t } from "@/lib/words";

const DAY_S = 86_400;

/** The secrets that sign, without their values; a new one is told this once. */
export function WebhookSecrets({ webhook, mayManage }: { webhook: Webhook; mayManage: boolean }) {
  const [secret, setSecret] = useState<string | null>(null);
  return (
    <Section
      title={t("Secret")}
      actions={mayManage && <Rotate webhook={webhook} onTold={setSecret} />}
    >
      {secret !== null && (
        <ShownOnce title={t("The new secret, shown this once")} value={secret}>
          {t(
            "Give it to the receiver before the old one ends. Until then both sign what is sent, so nothing is lost meanwhile.",
          )}
        </ShownOnce>
      )}
      <List size="sm">
        {webhook.secrets.map(({ id, created_at, ends_at }) => (
          <List.Item key={id}>
            {ends_at === null ? (
              <Said
                sentence="It signs; it was made <since/>."
                parts={{ since: <Age at={created_at} /> }}
              />
            ) : (
              <Said
                sentence="The old one, made <since/>, ends <until/>."
                parts={{ since: <Age at={created_at} />, until: <Age at={ends_at} /> }}
              />
            )}
          </List.Item>
        ))}
      </List>
    </Section>
  );
}

function Rotate({ webhook, onTold }: { webhook: Webhook; onTold: (secret: string) => void }) {
  const renew = useRenew();
  const rotate = async (old_serves_s: number) => {
    const params = { path: { webhook_id: webhook.id } };
    const { data } = await api.POST("/api/v1/webhooks/{webhook_id}/secret", {
      params,
      body: { old_serves_s },
    });
    if (data !== undefined) onTold(data.secret);
    await renew();
  };
  const askCalmly = () =>
    confirmAct({
      title: t("Change the secret?"),
      consequence: t(
        "There is a new one, and the old one signs as well for a day: time to give the new one to the receiver. One that was ending already ends now.",
      ),
      label: t("Change the secret"),
      run: () => rotate(DAY_S),
    });
  const askAtOnce = () =>
    confirmAct({
      title: t("Replace the secret at once?"),
      consequence: t(
        "The old one ends now. Until the receiver has the new one it refuses what is sent, which is tried again later.",
      ),
      label: t("Replace it at once"),
      dangerous: true,
      run: () => rotate(0),
    });
  return (
    <Group gap="xs">
      <Button variant="default" onClick={askCalmly}>
        {t("Change the secret …")}
      </Button>
      <Button variant="subtle" color="gray" onClick={askAtOnce}>
        {t("It leaked …")}
      </Button>
    </Group>
  );
}
