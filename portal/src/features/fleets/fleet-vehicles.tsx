import { rest } from "@/api/client";
import type { Schemas } from "@/api/types";
import { BriefTable } from "@/components/brief-table";
import type { Column } from "@/components/list/columns";
import { TenantLink } from "@/components/tenant-link";
import { t } from "@/lib/words";

const SHOWN = 20;

const columns: readonly Column<Schemas["Vehicle"]>[] = [
  {
    id: "name",
    header: t("Vehicle"),
    cell: (vehicle) => (
      <TenantLink to={`vehicles/${vehicle.id}`}>
        <bdi>{vehicle.name}</bdi>
      </TenantLink>
    ),
  },
  {
    id: "registration_number",
    header: t("Registration number"),
    cell: (vehicle) => <bdi>{vehicle.registration_number ?? "–"}</bdi>,
  },
  {
    id: "identifiers",
    header: t("Identifiers"),
    align: "end",
    cell: (vehicle) => vehicle.identifiers,
  },
];

/** The vehicles that belong to a fleet. */
export function FleetVehicles({ id }: { id: string }) {
  const query = rest.useQuery("get", "/api/v1/vehicles", {
    params: { query: { fleet_id: id, limit: SHOWN } },
  });
  return (
    <BriefTable
      label={t("Vehicles of the fleet")}
      query={query}
      columns={columns}
      empty={t("None yet. Say in a vehicle's form that it belongs to this fleet.")}
      more={
        <TenantLink to="vehicles" search={{ fleet_id: id }}>
          {t("All vehicles of this fleet")}
        </TenantLink>
      }
    />
  );
}
