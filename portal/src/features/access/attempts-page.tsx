import type { FilterOf } from "@/api/types";
import type { Filter } from "@/components/list/address";
import { ListPage } from "@/components/list/list-page";
import { PolicyPicker, StationPicker, VehiclePicker } from "@/components/pickers";
import { Empty } from "@/components/states";
import { attemptColumns } from "@/features/access/attempt-columns";
import { t } from "@/lib/words";

const filters: readonly Filter<FilterOf<"/api/v1/access/attempts">>[] = [
  {
    name: "station_id",
    label: t("Station"),
    kind: "id",
    picker: StationPicker,
    needs: "stations.read",
  },
  { name: "policy_id", label: t("Access policy"), kind: "id", picker: PolicyPicker },
  {
    name: "vehicle_id",
    label: t("Vehicle"),
    kind: "id",
    picker: VehiclePicker,
    needs: "vehicles.read",
  },
  { name: "from", label: t("From"), kind: "instant" },
  { name: "to", label: t("To"), kind: "instant" },
];

/** Every wish to charge, with or without a decision or a session, the newest first. */
export function AttemptsPage() {
  return (
    <ListPage
      title={t("Attempts to charge")}
      path="/api/v1/access/attempts"
      views="attempts"
      columns={attemptColumns}
      filters={filters}
      empty={
        <Empty title={t("Nobody tried to charge yet")}>
          {t(
            "Each wish to charge stands here, whether it was decided on or not. In freevend nothing is decided.",
          )}
        </Empty>
      }
    />
  );
}
