import type { FilterOf } from "@/api/types";
import type { Filter } from "@/components/list/address";
import { ListPage } from "@/components/list/list-page";
import { LocationPicker } from "@/components/pickers";
import { Empty } from "@/components/states";
import { faultColumns } from "@/features/stations/fault-columns";
import { t } from "@/lib/words";

const filters: readonly Filter<FilterOf<"/api/v1/faults">>[] = [
  {
    name: "open",
    label: t("Which"),
    kind: "flag",
    options: [
      { value: "true", label: t("Holding now") },
      { value: "false", label: t("All that ever were") },
    ],
  },
  { name: "from", label: t("From"), kind: "instant" },
  {
    name: "location",
    label: t("Location"),
    kind: "id",
    picker: LocationPicker,
    needs: "locations.read",
  },
];

/** Faults that stations reported: real ones of OCPP, with their makers' codes. */
export function FaultsPage() {
  return (
    <ListPage
      title={t("Faults")}
      path="/api/v1/faults"
      views="faults"
      columns={faultColumns}
      filters={filters}
      empty={
        <Empty title={t("No station ever reported a fault")}>
          {t(
            "Faults come from the stations themselves. One that is offline reports none: see the list of stations for those.",
          )}
        </Empty>
      }
    />
  );
}
