import { useParams } from "@tanstack/react-router";
import { useMemo } from "react";

import { rest } from "@/api/client";
import type { FilterOf, Schemas } from "@/api/types";
import { ButtonLink } from "@/components/button-link";
import type { Filter } from "@/components/list/address";
import { ListPage } from "@/components/list/list-page";
import { Page } from "@/components/page";
import { Answered, Empty } from "@/components/states";
import { deliveryColumns } from "@/features/webhooks/delivery-columns";
import { ReplayFailed, useReplay } from "@/features/webhooks/replay";
import { outcomes, titleOf, type Webhook } from "@/features/webhooks/webhook-words";
import { t } from "@/lib/words";

const PATH = "/api/v1/webhooks/{webhook_id}/deliveries";

function filtersAmong(
  types: readonly Schemas["EventTypeView"][],
): readonly Filter<FilterOf<typeof PATH>>[] {
  const options = types.map(({ name }) => ({ value: name, label: name }));
  return [
    { name: "status", label: t("Outcome"), kind: "choice", options: outcomes },
    { name: "event_type", label: t("Event"), kind: "choice", options },
    { name: "from", label: t("From"), kind: "instant" },
    { name: "to", label: t("To"), kind: "instant" },
  ];
}

/** All that a webhook was told, and what came of each. */
export function DeliveriesPage() {
  const { webhook: id = "" } = useParams({ strict: false });
  const webhook = rest.useQuery("get", "/api/v1/webhooks/{webhook_id}", {
    params: { path: { webhook_id: id } },
  });
  const types = rest.useQuery("get", "/api/v1/event-types");
  const filters = useMemo(() => filtersAmong(types.data ?? []), [types.data]);
  if (webhook.data === undefined || types.data === undefined) {
    return (
      <Page title={t("Deliveries")}>
        <Answered query={webhook}>{() => <Answered query={types}>{() => null}</Answered>}</Answered>
      </Page>
    );
  }
  return <Log webhook={webhook.data} filters={filters} />;
}

interface Props {
  webhook: Webhook;
  filters: readonly Filter<FilterOf<typeof PATH>>[];
}

function Log({ webhook, filters }: Props) {
  const replay = useReplay();
  return (
    <ListPage
      title={t("Deliveries: {{name}}", { name: titleOf(webhook) })}
      path={PATH}
      parts={{ webhook_id: webhook.id }}
      columns={deliveryColumns}
      filters={filters}
      always={{}}
      csv={false}
      bulk={[
        {
          label: t("Send again"),
          needs: "webhooks.replay",
          run: (rows) => void replay(rows),
        },
      ]}
      actions={
        <>
          <ReplayFailed webhook={webhook} />
          <ButtonLink to={`webhooks/${webhook.id}`} variant="default">
            {t("The webhook")}
          </ButtonLink>
        </>
      }
      empty={
        <Empty title={t("Nothing was sent yet")}>
          {t(
            "As soon as something happens that it is told of, it stands here with each attempt and each answer, for 30 days unless that was set otherwise.",
          )}
        </Empty>
      }
    />
  );
}
