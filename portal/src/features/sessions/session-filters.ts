import type { FilterOf } from "@/api/types";
import type { Filter } from "@/components/list/address";
import { LocationPicker, StationPicker, VehiclePicker } from "@/components/pickers";
import { problems, statuses } from "@/features/sessions/session-words";
import { t } from "@/lib/words";

const flag = ["true", "false"].map((value) => ({ value, label: value }));

/** What a list of sessions can be filtered by; the hidden ones are chosen above the list. */
export const filters: readonly Filter<FilterOf<"/api/v1/sessions">>[] = [
  {
    name: "status",
    label: t("Status"),
    kind: "choice",
    options: Object.entries(statuses).map(([value, { label }]) => ({ value, label })),
  },
  {
    name: "problem",
    label: t("Problem"),
    kind: "choice",
    options: Object.entries(problems).map(([value, { label }]) => ({ value, label })),
  },
  { name: "from", label: t("From"), kind: "instant" },
  { name: "to", label: t("To"), kind: "instant" },
  { name: "open", label: t("Live or history"), kind: "hidden", options: flag },
  { name: "doubtful", label: t("In doubt"), kind: "hidden", options: flag },
  { name: "stranded", label: t("Cut off"), kind: "hidden", options: flag },
  {
    name: "station_id",
    label: t("Station"),
    kind: "id",
    picker: StationPicker,
    needs: "stations.read",
  },
  {
    name: "location_id",
    label: t("Location"),
    kind: "id",
    picker: LocationPicker,
    needs: "locations.read",
  },
  {
    name: "vehicle_id",
    label: t("Vehicle"),
    kind: "id",
    picker: VehiclePicker,
    needs: "vehicles.read",
  },
];

export const sortable = ["started_at"] as const;

interface View {
  value: string;
  label: string;
  /** What it puts into the address bar. */
  asks: Readonly<Record<string, string>>;
}

/** The views of the list; each is a filter in the address bar. */
export const views: readonly View[] = [
  { value: "all", label: t("All"), asks: {} },
  { value: "live", label: t("Live now"), asks: { open: "true" } },
  { value: "stranded", label: t("Cut off"), asks: { stranded: "true" } },
  { value: "doubtful", label: t("In doubt"), asks: { doubtful: "true" } },
  { value: "history", label: t("History"), asks: { open: "false" } },
];

/** Return the view that filters ask for. */
export function viewOf(asked: Readonly<Record<string, string>>): string {
  const found = views.findLast(({ asks }) =>
    Object.entries(asks).every(([name, value]) => asked[name] === value),
  );
  return found?.value ?? "all";
}

/** Return what to change in the address bar to see a view; the other filters hold. */
export function asksOf(value: string): Record<string, string | undefined> {
  const asks = views.find((view) => view.value === value)?.asks;
  return { open: undefined, stranded: undefined, doubtful: undefined, ...asks };
}
