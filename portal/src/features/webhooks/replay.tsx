import { Button, Stack, Text } from "@mantine/core";
import { modals } from "@mantine/modals";
import { IconRepeat } from "@tabler/icons-react";
import { z } from "zod";

import { api } from "@/api/client";
import type { Field } from "@/components/form/fields";
import { SchemaForm } from "@/components/form/schema-form";
import { tellDone, tellProblem } from "@/components/toasts";
import { useRenew } from "@/features/webhooks/renew";
import type { Delivery, Webhook } from "@/features/webhooks/webhook-words";
import { useMay } from "@/lib/me";
import { serverNow } from "@/lib/ticking";
import { t } from "@/lib/words";

const DAY_MS = 86_400_000;

/** Return how to have deliveries sent again, each with the id that it had. */
export function useReplay(): (deliveries: readonly Delivery[]) => Promise<void> {
  const renew = useRenew();
  return async (deliveries) => {
    try {
      for (const { id } of deliveries) {
        const params = { path: { delivery_id: id } };
        await api.POST("/api/v1/webhook-deliveries/{delivery_id}/replay", { params });
      }
      tellDone(t("{{count}} deliveries are sent again", { count: deliveries.length }));
    } catch (error) {
      tellProblem(t("It was not sent again"), error);
    }
    await renew();
  };
}

const shape = z.object({
  since: z.string({ error: t("Say since when.") }),
});

const fields: readonly Field<z.input<typeof shape>>[] = [
  {
    name: "since",
    label: t("Since"),
    kind: "instant",
    required: true,
    description: t("Your own local time. What failed and was made then or later is sent again."),
  },
];

/** Sends again all that failed since an instant. */
export function ReplayFailed({ webhook }: { webhook: Webhook }) {
  const may = useMay("webhooks.replay");
  if (!may) return null;
  const ask = () => {
    const id = modals.open({
      title: t("Send again what failed"),
      children: <ReplayForm webhook={webhook} close={() => modals.close(id)} />,
    });
  };
  return (
    <Button
      variant="default"
      leftSection={<IconRepeat size={14} aria-hidden />}
      disabled={!webhook.enabled}
      onClick={ask}
    >
      {t("Send again what failed …")}
    </Button>
  );
}

function ReplayForm({ webhook, close }: { webhook: Webhook; close: () => void }) {
  const renew = useRenew();
  const replay = async ({ since }: z.output<typeof shape>) => {
    const params = { path: { webhook_id: webhook.id } };
    const { data } = await api.POST("/api/v1/webhooks/{webhook_id}/replay", {
      params,
      body: { since },
    });
    tellDone(t("{{count}} deliveries are sent again", { count: data?.replayed ?? 0 }));
    close();
    await renew();
  };
  const since = webhook.failing_since ?? new Date(serverNow() - DAY_MS).toISOString();
  return (
    <Stack gap="sm">
      <Text size="sm">
        {t(
          "The oldest come first, each with the webhook-id that it had, so that the receiver knows what it has dealt with already.",
        )}
      </Text>
      <SchemaForm
        schema={shape}
        fields={fields}
        initial={{ since }}
        label={t("Send again")}
        failed={t("It was not sent again")}
        submit={replay}
        onCancel={close}
      />
    </Stack>
  );
}
