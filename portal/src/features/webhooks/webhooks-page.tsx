import { IconList, IconPlus } from "@tabler/icons-react";

import type { FilterOf } from "@/api/types";
import { ButtonLink } from "@/components/button-link";
import type { Filter } from "@/components/list/address";
import { ListPage } from "@/components/list/list-page";
import { Empty } from "@/components/states";
import { webhookColumns } from "@/features/webhooks/webhook-columns";
import { useMay } from "@/lib/me";
import { t } from "@/lib/words";

const filters: readonly Filter<FilterOf<"/api/v1/webhooks">>[] = [
  {
    name: "enabled",
    label: t("All webhooks"),
    kind: "flag",
    options: [
      { value: "true", label: t("Enabled") },
      { value: "false", label: t("Disabled") },
    ],
  },
];

/** Who is told what happens: URLs of other systems, and how each fares. */
export function WebhooksPage() {
  const add = useMay("webhooks.manage") && (
    <ButtonLink to="webhooks/new" leftSection={<IconPlus size={14} aria-hidden />}>
      {t("Add a webhook")}
    </ButtonLink>
  );
  const types = (
    <ButtonLink
      to="webhooks/events"
      variant="default"
      leftSection={<IconList size={14} aria-hidden />}
    >
      {t("What can be told")}
    </ButtonLink>
  );
  return (
    <ListPage
      title={t("Webhooks")}
      path="/api/v1/webhooks"
      views="webhooks"
      columns={webhookColumns}
      filters={filters}
      actions={
        <>
          {types}
          {add}
        </>
      }
      empty={
        <Empty title={t("No webhook yet")} actions={add}>
          {t(
            "A webhook is a URL of another system that is told at once what happens: a session begins, a charger fails, a start is denied. Add one, and send it a test.",
          )}
        </Empty>
      }
    />
  );
}
