import type { Schemas } from "@/api/types";
import { Age } from "@/components/age";
import type { Column } from "@/components/list/columns";
import { TenantLink } from "@/components/tenant-link";
import { OwnFleet, VehicleStatus } from "@/features/identity/identity-state";
import { count } from "@/lib/quantities";
import { t } from "@/lib/words";

type Vehicle = Schemas["Vehicle"];

/** What a list of vehicles shows of each. */
export const columns: readonly Column<Vehicle>[] = [
  {
    id: "name",
    header: t("Vehicle"),
    sort: "name",
    width: 220,
    priority: 1,
    cell: (vehicle) => (
      <TenantLink to={`vehicles/${vehicle.id}`} title={vehicle.name}>
        <bdi>{vehicle.name}</bdi>
      </TenantLink>
    ),
  },
  {
    id: "registration_number",
    header: t("Registration number"),
    width: 160,
    priority: 1,
    cell: (vehicle) => <bdi>{vehicle.registration_number ?? "–"}</bdi>,
  },
  {
    id: "fleet",
    header: t("Fleet"),
    width: 140,
    priority: 2,
    cell: (vehicle) => <OwnFleet vehicle={vehicle} />,
  },
  {
    id: "status",
    header: t("Status"),
    width: 100,
    priority: 1,
    cell: (vehicle) => <VehicleStatus status={vehicle.status} />,
  },
  {
    id: "identifiers",
    header: t("Identifiers"),
    width: 110,
    priority: 2,
    align: "end",
    cell: (vehicle) => (
      <TenantLink to="identifiers" search={{ vehicle_id: vehicle.id }}>
        {count(vehicle.identifiers)}
      </TenantLink>
    ),
  },
  {
    id: "updated_at",
    header: t("Changed"),
    sort: "updated_at",
    width: 130,
    priority: 3,
    cell: (vehicle) => <Age at={vehicle.updated_at} />,
  },
  {
    id: "created_at",
    header: t("Added"),
    sort: "created_at",
    optional: true,
    cell: (vehicle) => <Age at={vehicle.created_at} />,
  },
];
