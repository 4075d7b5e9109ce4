import { Alert, Button, Group, Text } from "@mantine/core";
import { IconSend } from "@tabler/icons-react";
import { useState } from "react";

import { api } from "@/api/client";
import { Section } from "@/components/detail";
import { ProblemAlert } from "@/components/states";
import { TenantLink } from "@/components/tenant-link";
import { Body } from "@/components/timeline";
import { sentenceOf } from "@/features/webhooks/attempts";
import { useRenew } from "@/features/webhooks/renew";
import { useDelivery } from "@/features/webhooks/use-delivery";
import { isFailure, type Webhook, whyOf } from "@/features/webhooks/webhook-words";
import { t } from "@/lib/words";

/** Sends a test, once, and shows what the receiver itself answered. */
export function SendTest({ webhook }: { webhook: Webhook }) {
  const [sent, setSent] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<unknown>(null);
  const renew = useRenew();
  const send = async () => {
    setBusy(true);
    setFailure(null);
    setSent(null);
    try {
      const params = { path: { webhook_id: webhook.id } };
      const { data } = await api.POST("/api/v1/webhooks/{webhook_id}/test", { params });
      setSent(data?.id ?? null);
      await renew();
    } catch (error) {
      setFailure(error);
    } finally {
      setBusy(false);
    }
  };
  return (
    <Section title={t("Try it")}>
      <Group gap="sm">
        <Button
          variant="default"
          leftSection={<IconSend size={14} aria-hidden />}
          loading={busy}
          onClick={() => void send()}
        >
          {t("Send a test")}
        </Button>
        <Text size="sm" c="dimmed">
          {t(
            "A webhook.test is sent once, signed like everything else, even while it is disabled.",
          )}
        </Text>
      </Group>
      {failure !== null && <ProblemAlert error={failure} title={t("No test was sent")} />}
      {sent !== null && <Came key={sent} delivery={sent} webhook={webhook} />}
    </Section>
  );
}

function Came({ delivery: id, webhook }: { delivery: string; webhook: Webhook }) {
  const { data, error } = useDelivery(id);
  if (data === undefined) {
    return error === null ? <Waiting /> : <ProblemAlert error={error} title={t("No answer yet")} />;
  }
  const attempt = data.attempts.at(-1);
  if (data.delivery.status === "pending" || attempt === undefined) return <Waiting />;
  const failed = isFailure(attempt);
  return (
    <Alert
      color={failed ? "orange" : "teal"}
      variant="light"
      role="status"
      title={failed ? t("The test was not taken") : t("The test arrived")}
    >
      <Text size="sm">{sentenceOf(attempt)}</Text>
      {failed && <Text size="sm">{whyOf(attempt)?.todo}</Text>}
      {attempt.response_body !== null && attempt.response_body !== "" && (
        <Body body={attempt.response_body} />
      )}
      <TenantLink to={`webhooks/${webhook.id}/deliveries/${id}`}>{t("What was sent")}</TenantLink>
    </Alert>
  );
}

function Waiting() {
  return (
    <Text size="sm" role="status">
      {t("It is on its way; the receiver has 15 seconds to answer …")}
    </Text>
  );
}
