import { IconPlus } from "@tabler/icons-react";

import type { FilterOf } from "@/api/types";
import { Age } from "@/components/age";
import { ButtonLink } from "@/components/button-link";
import type { Filter } from "@/components/list/address";
import type { Column } from "@/components/list/columns";
import { ListPage } from "@/components/list/list-page";
import { Empty } from "@/components/states";
import { Status } from "@/components/status";
import { TenantLink } from "@/components/tenant-link";
import { type Tariff, types, usualOf } from "@/features/tariffs/tariff-words";
import { useMay } from "@/lib/me";
import { t } from "@/lib/words";

const columns: readonly Column<Tariff>[] = [
  {
    id: "name",
    header: t("Tariff"),
    sort: "name",
    width: 190,
    priority: 1,
    cell: ({ id, name }) => (
      <TenantLink to={`tariffs/${id}`} title={name}>
        <bdi>{name}</bdi>
      </TenantLink>
    ),
  },
  {
    id: "prices",
    header: t("Usual prices"),
    width: 260,
    priority: 1,
    cell: (tariff) => <span title={usualOf(tariff)}>{usualOf(tariff)}</span>,
  },
  {
    id: "type",
    header: t("Type"),
    width: 120,
    priority: 3,
    cell: ({ tariff: { type } }) => (type == null ? "–" : types[type]),
  },
  {
    id: "archived",
    header: t("Status"),
    width: 100,
    priority: 2,
    cell: ({ archived_at }) =>
      archived_at === null ? (
        <Status tone="good">{t("offered")}</Status>
      ) : (
        <Status tone="quiet">{t("archived")}</Status>
      ),
  },
  {
    id: "updated_at",
    header: t("Changed"),
    sort: "updated_at",
    width: 110,
    priority: 3,
    cell: ({ updated_at }) => <Age at={updated_at} />,
  },
];

const filters: readonly Filter<FilterOf<"/api/v1/tariffs">>[] = [
  { name: "search", label: t("Search"), kind: "text", placeholder: t("A part of the name") },
  {
    name: "type",
    label: t("Type"),
    kind: "choice",
    options: Object.entries(types).map(([value, label]) => ({ value, label })),
  },
  {
    name: "archived",
    label: t("Offered"),
    kind: "flag",
    options: [{ value: "true", label: t("Archived ones") }],
  },
  { name: "currency", label: t("Currency"), kind: "hidden" },
];

/** What charging costs: the catalogue of tariffs. */
export function TariffsPage() {
  const add = useMay("tariffs.edit") && (
    <ButtonLink to="tariffs/new" leftSection={<IconPlus size={14} aria-hidden />}>
      {t("Add a tariff")}
    </ButtonLink>
  );
  return (
    <ListPage
      title={t("Tariffs")}
      path="/api/v1/tariffs"
      views="tariffs"
      columns={columns}
      filters={filters}
      actions={add}
      empty={
        <Empty title={t("No tariff yet")} actions={add}>
          {t(
            "Without a tariff every session is free. Add one, then say where it holds. One with conditions, as by the hour of the day, is added by the API.",
          )}
        </Empty>
      }
    />
  );
}
