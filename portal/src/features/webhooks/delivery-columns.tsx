import { Age } from "@/components/age";
import type { Column } from "@/components/list/columns";
import { Status } from "@/components/status";
import { TenantLink } from "@/components/tenant-link";
import {
  answerOf,
  type Delivery,
  isFailure,
  outcomeOf,
  whyOf,
} from "@/features/webhooks/webhook-words";
import { t } from "@/lib/words";

/** How a delivery fares, in a word. */
export function DeliveryStatus({ delivery }: { delivery: Delivery }) {
  const { tone, word } = outcomeOf(delivery);
  return <Status tone={tone}>{word}</Status>;
}

/** What the receiver said at last, or why it could not. */
export function LastAnswer({ delivery }: { delivery: Delivery }) {
  const answer = answerOf(delivery);
  const what = whyOf(answer)?.what;
  if (what === undefined) return null;
  return <span title={what}>{isFailure(answer) ? what : String(answer.status_code)}</span>;
}

export const deliveryColumns: readonly Column<Delivery>[] = [
  {
    id: "event_type",
    header: t("Event"),
    width: 210,
    priority: 1,
    cell: ({ id, webhook_id, event_type }) => (
      <TenantLink to={`webhooks/${webhook_id}/deliveries/${id}`}>{event_type}</TenantLink>
    ),
  },
  {
    id: "status",
    header: t("Outcome"),
    width: 110,
    priority: 1,
    cell: (delivery) => <DeliveryStatus delivery={delivery} />,
  },
  {
    id: "answer",
    header: t("Its own answer"),
    width: 220,
    priority: 2,
    cell: (delivery) => <LastAnswer delivery={delivery} />,
  },
  {
    id: "attempts",
    header: t("Attempts"),
    width: 80,
    priority: 3,
    align: "end",
    cell: ({ attempts }) => attempts,
  },
  {
    id: "created_at",
    header: t("Made"),
    sort: "created_at",
    width: 130,
    priority: 2,
    cell: ({ created_at }) => <Age at={created_at} />,
  },
  {
    id: "next_at",
    header: t("Next attempt"),
    width: 130,
    priority: 3,
    cell: ({ next_at }) => <Age at={next_at} never="–" />,
  },
];
