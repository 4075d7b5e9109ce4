import { Alert, Button, Code, Text } from "@mantine/core";
import { IconRepeat } from "@tabler/icons-react";
import { useParams } from "@tanstack/react-router";

import type { Schemas } from "@/api/types";
import { Age } from "@/components/age";
import { Facts, Section } from "@/components/detail";
import { Page } from "@/components/page";
import { ReadPage } from "@/components/read-page";
import { TenantLink } from "@/components/tenant-link";
import { Body } from "@/components/timeline";
import { Attempts } from "@/features/webhooks/attempts";
import { DeliveryStatus } from "@/features/webhooks/delivery-columns";
import { useReplay } from "@/features/webhooks/replay";
import { useDelivery } from "@/features/webhooks/use-delivery";
import { answerOf, type Delivery, isFailure, whyOf } from "@/features/webhooks/webhook-words";
import { useMay } from "@/lib/me";
import { t } from "@/lib/words";

/** One event as one webhook was told it: each attempt, and what was sent and answered. */
export function DeliveryPage() {
  const { delivery: id = "" } = useParams({ strict: false });
  const delivery = useDelivery(id);
  return (
    <ReadPage query={delivery} title={t("Delivery")}>
      {(detail) => <Told key={id} detail={detail} />}
    </ReadPage>
  );
}

function Told({ detail }: { detail: Schemas["DeliveryDetail"] }) {
  const { delivery, attempts, request_body } = detail;
  return (
    <Page
      title={delivery.event_type}
      beside={<DeliveryStatus delivery={delivery} />}
      actions={<ReplayButton delivery={delivery} />}
    >
      <Why delivery={delivery} />
      <Facts
        facts={[
          [
            t("Webhook"),
            <TenantLink key="webhook" to={`webhooks/${delivery.webhook_id}`}>
              {t("To the webhook")}
            </TenantLink>,
          ],
          [t("Made"), <Age key="made" at={delivery.created_at} />],
          [t("Ended"), delivery.finished_at && <Age key="ended" at={delivery.finished_at} />],
          [t("Next attempt"), delivery.next_at && <Age key="next" at={delivery.next_at} />],
          ["webhook-id", <Code key="id">{delivery.event_id}</Code>],
          [t("About"), <Code key="about">{delivery.aggregate_id}</Code>],
        ]}
      />
      <Section title={t("Attempts")}>
        <Attempts attempts={attempts} />
      </Section>
      <Section title={t("What is sent")}>
        {request_body === null ? (
          <Text c="dimmed">{t("You may not read events of this type, so it is not shown.")}</Text>
        ) : (
          <Body body={request_body} />
        )}
      </Section>
    </Page>
  );
}

function Why({ delivery }: { delivery: Delivery }) {
  const answer = answerOf(delivery);
  const why = whyOf(answer);
  if (why === null || !isFailure(answer)) return null;
  return (
    <Alert color="orange" variant="light" title={why.what} maw={860}>
      {why.todo}
    </Alert>
  );
}

function ReplayButton({ delivery }: { delivery: Delivery }) {
  const replay = useReplay();
  const may = useMay("webhooks.replay");
  if (!may) return null;
  return (
    <Button
      variant="default"
      leftSection={<IconRepeat size={14} aria-hidden />}
      onClick={() => void replay([delivery])}
    >
      {delivery.status === "pending" ? t("Send it now") : t("Send again")}
    </Button>
  );
}
