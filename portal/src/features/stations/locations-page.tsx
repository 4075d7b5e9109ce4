import { IconPlus } from "@tabler/icons-react";

import type { FilterOf, Schemas } from "@/api/types";
import { Age } from "@/components/age";
import { ButtonLink } from "@/components/button-link";
import type { Filter } from "@/components/list/address";
import type { Column } from "@/components/list/columns";
import { ListPage } from "@/components/list/list-page";
import { Empty } from "@/components/states";
import { TenantLink } from "@/components/tenant-link";
import { useMay } from "@/lib/me";
import { t } from "@/lib/words";

type Location = Schemas["Location"];

const filters: readonly Filter<FilterOf<"/api/v1/locations">>[] = [
  { name: "search", label: t("Search"), kind: "text", placeholder: t("Name or address") },
  { name: "city", label: t("City"), kind: "text", placeholder: t("City, as it is written") },
  { name: "country", label: t("Country"), kind: "text", placeholder: t("Country, two letters") },
];

const columns: readonly Column<Location>[] = [
  {
    id: "name",
    header: t("Location"),
    sort: "name",
    width: 220,
    priority: 1,
    cell: (location) => (
      <TenantLink to={`locations/${location.id}`} title={location.name}>
        <bdi>{location.name}</bdi>
      </TenantLink>
    ),
  },
  {
    id: "stations",
    header: t("Stations"),
    width: 90,
    priority: 1,
    align: "end",
    cell: (location) => (
      <TenantLink to="stations" search={{ location: location.id }}>
        {location.stations}
      </TenantLink>
    ),
  },
  { id: "address", header: t("Address"), width: 220, priority: 3, cell: (l) => l.address ?? "–" },
  { id: "city", header: t("City"), width: 140, priority: 1, cell: (l) => l.city ?? "–" },
  { id: "country", header: t("Country"), width: 80, priority: 3, cell: (l) => l.country ?? "–" },
  { id: "timezone", header: t("Time zone"), width: 150, priority: 2, cell: (l) => l.timezone },
  {
    id: "updated_at",
    header: t("Changed"),
    width: 110,
    priority: 4,
    cell: (location) => <Age at={location.updated_at} />,
  },
];

/** Every place where stations stand. */
export function LocationsPage() {
  const add = useMay("locations.edit") && (
    <ButtonLink to="locations/new" leftSection={<IconPlus size={14} aria-hidden />}>
      {t("Add location")}
    </ButtonLink>
  );
  return (
    <ListPage
      title={t("Locations")}
      path="/api/v1/locations"
      views="locations"
      columns={columns}
      filters={filters}
      actions={add}
      empty={
        <Empty title={t("No location yet")} actions={add}>
          {t(
            "A location is a place where stations stand. It has a time zone, by which its sessions and reports are told.",
          )}
        </Empty>
      }
    />
  );
}
