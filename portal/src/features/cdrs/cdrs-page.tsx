import type { FilterOf } from "@/api/types";
import { ButtonLink } from "@/components/button-link";
import type { Filter } from "@/components/list/address";
import { ListPage } from "@/components/list/list-page";
import { LocationPicker, StationPicker, VehiclePicker } from "@/components/pickers";
import { Empty } from "@/components/states";
import { columns } from "@/features/cdrs/cdr-columns";
import { useMay } from "@/lib/me";
import { t } from "@/lib/words";

const filters: readonly Filter<FilterOf<"/api/v1/cdrs">>[] = [
  {
    name: "location_id",
    label: t("Location"),
    kind: "id",
    picker: LocationPicker,
    needs: "locations.read",
  },
  {
    name: "station_id",
    label: t("Station"),
    kind: "id",
    picker: StationPicker,
    needs: "stations.read",
  },
  {
    name: "vehicle_id",
    label: t("Vehicle"),
    kind: "id",
    picker: VehiclePicker,
    needs: "vehicles.read",
  },
  {
    name: "credit",
    label: t("Records and credits"),
    kind: "flag",
    options: [
      { value: "false", label: t("Only records") },
      { value: "true", label: t("Only credits") },
    ],
  },
  { name: "from", label: t("From"), kind: "instant" },
  { name: "to", label: t("To"), kind: "instant" },
  { name: "session_id", label: t("Session"), kind: "id" },
  { name: "tariff_id", label: t("Tariff"), kind: "id" },
  { name: "currency", label: t("Currency"), kind: "hidden" },
];

/** What ended sessions cost: the records that are billed. */
export function CdrsPage() {
  return (
    <ListPage
      title={t("CDRs")}
      path="/api/v1/cdrs"
      views="cdrs"
      columns={columns}
      filters={filters}
      csv={useMay("cdrs.export")}
      actions={
        <ButtonLink to="cdrs/omissions" variant="default">
          {t("Sessions without one")}
        </ButtonLink>
      }
      empty={
        <Empty title={t("No CDR yet")}>
          {t(
            "A CDR is the record of what an ended session cost. The first comes with the first session of somebody who was identified, where a tariff holds.",
          )}
        </Empty>
      }
    />
  );
}
