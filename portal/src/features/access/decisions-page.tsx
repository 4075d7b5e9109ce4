import type { FilterOf } from "@/api/types";
import { ButtonLink } from "@/components/button-link";
import type { Filter } from "@/components/list/address";
import { ListPage } from "@/components/list/list-page";
import { AgreementPicker, StationPicker, VehiclePicker } from "@/components/pickers";
import { Empty } from "@/components/states";
import { classes } from "@/features/access/access-words";
import { answers } from "@/features/access/answers";
import { columns } from "@/features/access/decision-columns";
import { reasonOf } from "@/lib/reasons";
import { t } from "@/lib/words";

const filters: readonly Filter<FilterOf<"/api/v1/access/decisions">>[] = [
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
    name: "agreement_id",
    label: t("Agreement"),
    kind: "id",
    picker: AgreementPicker,
    needs: "agreements.read",
  },
  {
    name: "decision",
    label: t("Decision"),
    kind: "choice",
    options: [
      { value: "allowed", label: t("Allowed") },
      { value: "denied", label: t("Denied") },
    ],
  },
  {
    name: "stage",
    label: t("Enforcement"),
    kind: "choice",
    options: [
      { value: "on", label: t("Enforced") },
      { value: "shadow", label: t("In shadow: nothing was enforced") },
    ],
  },
  {
    name: "reason",
    label: t("Reason"),
    kind: "choice",
    options: Object.keys(answers).map((value) => ({ value, label: reasonOf(value).label })),
  },
  {
    name: "access_class",
    label: t("Class"),
    kind: "choice",
    options: Object.entries(classes).map(([value, label]) => ({ value, label })),
  },
  { name: "from", label: t("From"), kind: "instant" },
  { name: "to", label: t("To"), kind: "instant" },
];

/** Every decision on a start in managed access, the newest first. */
export function DecisionsPage() {
  return (
    <ListPage
      title={t("Access decisions")}
      path="/api/v1/access/decisions"
      views="decisions"
      columns={columns}
      filters={filters}
      actions={
        <ButtonLink to="decisions/reasons" variant="default">
          {t("What the reasons mean")}
        </ButtonLink>
      }
      empty={
        <Empty title={t("Nothing was decided yet")}>
          {t(
            "A decision appears here as soon as somebody wants to charge at a station in managed access. In freevend everybody may, and nothing is decided.",
          )}
        </Empty>
      }
    />
  );
}
