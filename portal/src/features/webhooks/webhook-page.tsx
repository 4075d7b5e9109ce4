import { Alert, Code, Group, Text } from "@mantine/core";
import { useParams } from "@tanstack/react-router";

import { rest } from "@/api/client";
import { Age } from "@/components/age";
import { BriefTable } from "@/components/brief-table";
import { ButtonLink } from "@/components/button-link";
import { Facts, Section } from "@/components/detail";
import { Page } from "@/components/page";
import { ReadPage } from "@/components/read-page";
import { deliveryColumns } from "@/features/webhooks/delivery-columns";
import { ReplayFailed } from "@/features/webhooks/replay";
import { SendTest } from "@/features/webhooks/send-test";
import { Verifying } from "@/features/webhooks/verifying";
import { WebhookActs } from "@/features/webhooks/webhook-acts";
import { WebhookScope } from "@/features/webhooks/webhook-scope";
import { WebhookSecrets } from "@/features/webhooks/webhook-secrets";
import { WebhookStatus } from "@/features/webhooks/webhook-state";
import { WebhookVerdict } from "@/features/webhooks/webhook-verdict";
import { titleOf, type Webhook } from "@/features/webhooks/webhook-words";
import { itemsOf } from "@/lib/items";
import { useMay } from "@/lib/me";
import { t } from "@/lib/words";

const NEWEST = 10;
const WHILE_WAITING_MS = 5_000;

/** One webhook: whether it works, what it is told, and what came of it. */
export function WebhookPage() {
  const { webhook: id = "" } = useParams({ strict: false });
  const webhook = rest.useQuery(
    "get",
    "/api/v1/webhooks/{webhook_id}",
    { params: { path: { webhook_id: id } } },
    // What came of an attempt is told by no event.
    { refetchInterval: ({ state }) => (state.data?.pending ? WHILE_WAITING_MS : false) },
  );
  return (
    <ReadPage query={webhook} title={t("Webhook")}>
      {(webhook) => <Told key={id} webhook={webhook} />}
    </ReadPage>
  );
}

function Told({ webhook }: { webhook: Webhook }) {
  const mayManage = useMay("webhooks.manage");
  const newest = rest.useQuery(
    "get",
    "/api/v1/webhooks/{webhook_id}/deliveries",
    { params: { path: { webhook_id: webhook.id }, query: { limit: NEWEST } } },
    { refetchInterval: webhook.pending > 0 ? WHILE_WAITING_MS : false },
  );
  const log = (
    <ButtonLink to={`webhooks/${webhook.id}/deliveries`} variant="default">
      {t("The whole log")}
    </ButtonLink>
  );
  return (
    <Page
      title={titleOf(webhook)}
      beside={<WebhookStatus webhook={webhook} />}
      actions={mayManage && <WebhookActs webhook={webhook} />}
    >
      <WebhookVerdict webhook={webhook} newest={itemsOf(newest.data)} />
      <Dropped webhook={webhook} />
      {mayManage && <SendTest webhook={webhook} />}
      <Section
        title={t("Newest deliveries")}
        actions={
          <Group gap="xs">
            <ReplayFailed webhook={webhook} />
            {log}
          </Group>
        }
      >
        <BriefTable
          label={t("Newest deliveries")}
          query={newest}
          columns={deliveryColumns}
          empty={t("Nothing that it is told of has happened yet.")}
        />
      </Section>
      <Section title={t("The webhook")}>
        <About webhook={webhook} />
      </Section>
      <WebhookSecrets webhook={webhook} mayManage={mayManage} />
      <Verifying />
    </Page>
  );
}

function Dropped({ webhook: { dropped, dropped_at } }: { webhook: Webhook }) {
  if (dropped === 0) return null;
  return (
    <Alert color="yellow" title={t("{{count}} events were left out", { count: dropped })}>
      <Text size="sm">
        {t(
          "So many waited already that no more were taken. The receiver reads them from the API: GET /api/v1/events.",
        )}{" "}
        <Age at={dropped_at} />
      </Text>
    </Alert>
  );
}

function About({ webhook }: { webhook: Webhook }) {
  return (
    <>
      <Text className="wrap">
        <bdi>{webhook.url}</bdi>
      </Text>
      <Group gap={4}>
        {webhook.event_types.map((type) => (
          <Code key={type}>{type}</Code>
        ))}
      </Group>
      <Facts
        facts={[
          [t("Where"), <WebhookScope key="where" webhook={webhook} />],
          [t("Order"), webhook.ordered ? t("one after another, by thing") : t("as they come")],
          [t("Last taken"), <Age key="taken" at={webhook.last_success_at} never={t("never")} />],
          [t("Last failure"), <Age key="failed" at={webhook.last_failure_at} never={t("never")} />],
          [t("Wait"), webhook.pending],
          [t("Answers for it"), <bdi key="who">{webhook.answers_for}</bdi>],
          [t("Added"), <Age key="added" at={webhook.created_at} />],
          [t("Changed"), <Age key="changed" at={webhook.updated_at} />],
        ]}
      />
    </>
  );
}
