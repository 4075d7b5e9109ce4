import { IconPlus } from "@tabler/icons-react";

import type { FilterOf } from "@/api/types";
import { ButtonLink } from "@/components/button-link";
import type { Filter } from "@/components/list/address";
import { ListPage } from "@/components/list/list-page";
import { FleetPicker } from "@/components/pickers";
import { Empty } from "@/components/states";
import { optionsOf, vehicleStatuses } from "@/features/identity/identity-words";
import { columns } from "@/features/identity/vehicle-columns";
import { useMay } from "@/lib/me";
import { t } from "@/lib/words";

const filters: readonly Filter<FilterOf<"/api/v1/vehicles">>[] = [
  {
    name: "search",
    label: t("Search"),
    kind: "text",
    placeholder: t("Name or registration number"),
  },
  { name: "status", label: t("Status"), kind: "choice", options: optionsOf(vehicleStatuses) },
  {
    name: "fleet_id",
    label: t("Fleet"),
    kind: "id",
    picker: FleetPicker,
    needs: "fleets.read",
  },
];

/** The vehicles of the tenant's own fleet. */
export function VehiclesPage() {
  const mayEdit = useMay("vehicles.edit");
  const add = (
    <ButtonLink to="vehicles/new" leftSection={<IconPlus size={14} aria-hidden />}>
      {t("Add a vehicle")}
    </ButtonLink>
  );
  return (
    <ListPage
      title={t("Vehicles")}
      path="/api/v1/vehicles"
      views="vehicles"
      columns={columns}
      filters={filters}
      actions={mayEdit && add}
      empty={
        <Empty title={t("No vehicle yet")} actions={mayEdit && add}>
          {t(
            "A vehicle has a name and the identifiers by which chargers know it: cards, its own network address, a contract. Whole lists of them come in by file, under Identifiers.",
          )}
        </Empty>
      }
    />
  );
}
