import { IconPlus } from "@tabler/icons-react";

import type { FilterOf, Schemas } from "@/api/types";
import { Age } from "@/components/age";
import { ButtonLink } from "@/components/button-link";
import type { Filter } from "@/components/list/address";
import type { Column } from "@/components/list/columns";
import { ListPage } from "@/components/list/list-page";
import { Empty } from "@/components/states";
import { TenantLink } from "@/components/tenant-link";
import { FleetState } from "@/features/fleets/fleet-state";
import { useMay } from "@/lib/me";
import { t } from "@/lib/words";

type Fleet = Schemas["Fleet"];

const columns: readonly Column<Fleet>[] = [
  {
    id: "name",
    header: t("Fleet"),
    sort: "name",
    width: 220,
    priority: 1,
    cell: (fleet) => (
      <TenantLink to={`fleets/${fleet.id}`} title={fleet.name}>
        <bdi>{fleet.name}</bdi>
      </TenantLink>
    ),
  },
  {
    id: "active",
    header: t("Status"),
    width: 110,
    priority: 1,
    cell: (fleet) => <FleetState active={fleet.active} />,
  },
  {
    id: "vehicles",
    header: t("Vehicles"),
    width: 130,
    priority: 2,
    cell: (fleet) => (
      <TenantLink to="vehicles" search={{ fleet_id: fleet.id }}>
        {t("its vehicles")}
      </TenantLink>
    ),
  },
  {
    id: "note",
    header: t("Note"),
    width: 260,
    priority: 3,
    cell: (fleet) => <bdi title={fleet.note}>{fleet.note}</bdi>,
  },
  {
    id: "updated_at",
    header: t("Changed"),
    sort: "updated_at",
    width: 120,
    priority: 3,
    cell: (fleet) => <Age at={fleet.updated_at} />,
  },
];

const filters: readonly Filter<FilterOf<"/api/v1/fleets">>[] = [
  { name: "search", label: t("Search"), kind: "text", placeholder: t("A part of the name") },
];

/** The fleets: vehicles that belong together, with rules of where and when they charge. */
export function FleetsPage() {
  const mayEdit = useMay("fleets.edit");
  const add = (
    <ButtonLink to="fleets/new" leftSection={<IconPlus size={14} aria-hidden />}>
      {t("Add a fleet")}
    </ButtonLink>
  );
  return (
    <ListPage
      title={t("Fleets")}
      path="/api/v1/fleets"
      views="fleets"
      columns={columns}
      filters={filters}
      actions={mayEdit && add}
      empty={
        <Empty title={t("No fleet yet")} actions={mayEdit && add}>
          {t(
            "A fleet is a name under which vehicles belong together, and rules of where and when these may charge.",
          )}
        </Empty>
      }
    />
  );
}
