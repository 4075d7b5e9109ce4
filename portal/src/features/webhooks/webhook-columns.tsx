import { Age } from "@/components/age";
import type { Column } from "@/components/list/columns";
import { TenantLink } from "@/components/tenant-link";
import { WebhookStatus } from "@/features/webhooks/webhook-state";
import { placeOf, titleOf, typesText, type Webhook } from "@/features/webhooks/webhook-words";
import { t } from "@/lib/words";

export const webhookColumns: readonly Column<Webhook>[] = [
  {
    id: "name",
    header: t("Webhook"),
    width: 200,
    priority: 1,
    cell: (webhook) => (
      <TenantLink to={`webhooks/${webhook.id}`} title={titleOf(webhook)}>
        <bdi>{titleOf(webhook)}</bdi>
      </TenantLink>
    ),
  },
  {
    id: "state",
    header: t("State"),
    width: 140,
    priority: 1,
    cell: (webhook) => <WebhookStatus webhook={webhook} />,
  },
  {
    id: "url",
    header: t("Leads to"),
    sort: "url",
    width: 220,
    priority: 3,
    cell: ({ url }) => <bdi title={url}>{placeOf(url)}</bdi>,
  },
  {
    id: "event_types",
    header: t("Is told of"),
    width: 200,
    priority: 2,
    cell: ({ event_types }) => <span title={event_types.join(", ")}>{typesText(event_types)}</span>,
  },
  {
    id: "last_success_at",
    header: t("Last taken"),
    width: 130,
    priority: 2,
    cell: ({ last_success_at }) => <Age at={last_success_at} never={t("never")} />,
  },
  {
    id: "failing_since",
    header: t("Fails since"),
    width: 130,
    priority: 2,
    cell: ({ failing_since }) => <Age at={failing_since} never="–" />,
  },
  {
    id: "pending",
    header: t("Wait"),
    width: 80,
    priority: 3,
    align: "end",
    cell: ({ pending }) => pending,
  },
  {
    id: "created_at",
    header: t("Added"),
    sort: "created_at",
    optional: true,
    cell: ({ created_at }) => <Age at={created_at} />,
  },
];
