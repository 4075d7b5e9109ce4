import type { FilterOf } from "@/api/types";
import { ButtonLink } from "@/components/button-link";
import type { Filter } from "@/components/list/address";
import { ListPage } from "@/components/list/list-page";
import { LocationPicker, PolicyPicker } from "@/components/pickers";
import { Empty } from "@/components/states";
import { controlColumns } from "@/features/stations/access/control-columns";
import { capabilities, syncs } from "@/features/stations/access/control-words";
import { t } from "@/lib/words";

const filters: readonly Filter<FilterOf<"/api/v1/access/controls">>[] = [
  {
    name: "out_of_sync",
    label: t("Which"),
    kind: "flag",
    options: [
      { value: "true", label: t("Not known to be in their mode") },
      { value: "false", label: t("The others") },
    ],
  },
  {
    name: "sync",
    label: t("State"),
    kind: "choice",
    options: Object.entries(syncs).map(([value, { label }]) => ({ value, label })),
  },
  {
    name: "capability",
    label: t("Can be switched"),
    kind: "choice",
    options: Object.entries(capabilities).map(([value, { label }]) => ({ value, label })),
  },
  {
    name: "location_id",
    label: t("Location"),
    kind: "id",
    picker: LocationPicker,
    needs: "locations.read",
  },
  {
    name: "policy_id",
    label: t("Access policy"),
    kind: "id",
    picker: PolicyPicker,
    needs: "access.decisions.read",
  },
];

/** Chargers by the mode that is expected of them, and the one that they are in. */
export function ControlsPage() {
  return (
    <ListPage
      title={t("Chargers and their modes")}
      path="/api/v1/access/controls"
      views="charger-modes"
      columns={controlColumns}
      filters={filters}
      rowId={({ station_id: id }) => id}
      csv={false}
      actions={
        <ButtonLink to="problems" variant="default">
          {t("Access problems")}
        </ButtonLink>
      }
      empty={
        <Empty title={t("No charger was looked at yet")}>
          {t("One appears here when it was probed, or a policy governs it.")}
        </Empty>
      }
    />
  );
}
