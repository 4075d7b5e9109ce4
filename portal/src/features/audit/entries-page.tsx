import { IconShieldCheck } from "@tabler/icons-react";

import type { FilterOf } from "@/api/types";
import { ButtonLink } from "@/components/button-link";
import type { Filter } from "@/components/list/address";
import { ListPage } from "@/components/list/list-page";
import { StationPicker } from "@/components/pickers";
import { Empty } from "@/components/states";
import { ActorPicker } from "@/features/audit/actor-picker";
import { actorKinds } from "@/features/audit/actor-words";
import { columns } from "@/features/audit/entry-columns";
import { EventPicker } from "@/features/audit/event-picker";
import { useMay } from "@/lib/me";
import { t } from "@/lib/words";

const filters: readonly Filter<FilterOf<"/api/v1/audit/entries">>[] = [
  { name: "name", label: t("What was done"), kind: "text", picker: EventPicker },
  {
    name: "actor_id",
    label: t("Who"),
    kind: "id",
    picker: ActorPicker,
    needs: "users.read",
  },
  {
    name: "actor_kind",
    label: t("Kind of who"),
    kind: "choice",
    options: Object.entries(actorKinds).map(([value, label]) => ({ value, label })),
  },
  {
    name: "station_id",
    label: t("Station"),
    kind: "id",
    picker: StationPicker,
    needs: "stations.read",
  },
  {
    name: "request_id",
    label: t("Request"),
    kind: "text",
    placeholder: t("Request id, as an error tells it"),
  },
  { name: "from", label: t("From"), kind: "instant" },
  { name: "to", label: t("To"), kind: "instant" },
  { name: "aggregate_id", label: t("On what"), kind: "hidden" },
  { name: "module", label: t("What it speaks of"), kind: "hidden" },
];

/** Everything that was done, the newest first: who, what, on what, and what it was before. */
export function EntriesPage() {
  return (
    <ListPage
      title={t("Audit log")}
      path="/api/v1/audit/entries"
      views="audit"
      columns={columns}
      filters={filters}
      rowId={({ index }) => String(index)}
      csv={useMay("audit.export")}
      actions={
        <ButtonLink
          to="audit/check"
          variant="default"
          leftSection={<IconShieldCheck size={14} aria-hidden />}
        >
          {t("Is the log whole?")}
        </ButtonLink>
      }
      empty={
        <Empty title={t("Nothing was done yet")}>
          {t(
            "Whatever somebody changes, sends to a charger or takes out as a file appears here within seconds, and stays. So do sign-ins.",
          )}
        </Empty>
      }
    />
  );
}
