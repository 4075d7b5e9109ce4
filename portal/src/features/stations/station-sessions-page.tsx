import type { FilterOf } from "@/api/types";
import type { Filter } from "@/components/list/address";
import { ListPage } from "@/components/list/list-page";
import { Empty } from "@/components/states";
import { StationFrame } from "@/features/stations/station-frame";
import { columnsOf } from "@/features/stations/station-session-columns";
import { t } from "@/lib/words";

const PATH = "/api/v1/sessions";

const filters: readonly Filter<FilterOf<typeof PATH>>[] = [
  {
    name: "open",
    label: t("Which"),
    kind: "flag",
    options: [
      { value: "true", label: t("Live now") },
      { value: "false", label: t("Ended") },
    ],
  },
  {
    name: "status",
    label: t("Status"),
    kind: "choice",
    options: ["started", "charging", "suspended", "terminated"].map((value) => ({
      value,
      label: value,
    })),
  },
  { name: "from", label: t("From"), kind: "instant" },
  { name: "to", label: t("To"), kind: "instant" },
];

/** Who charged at a station, the newest first. */
export function StationSessionsPage() {
  return (
    <StationFrame fill>
      {(station) => (
        <ListPage
          title={t("Sessions at this station")}
          path={PATH}
          always={{ station_id: station.id }}
          columns={columnsOf(station)}
          filters={filters}
          embedded
          empty={
            <Empty title={t("Nobody has charged here yet")}>
              {t("A session appears here as soon as the charger tells of it.")}
            </Empty>
          }
        />
      )}
    </StationFrame>
  );
}
