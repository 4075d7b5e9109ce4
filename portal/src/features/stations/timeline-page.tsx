import { useState } from "react";

import type { FilterOf, Schemas } from "@/api/types";
import type { Filter } from "@/components/list/address";
import { ListPage } from "@/components/list/list-page";
import { Empty } from "@/components/states";
import { columnsOf } from "@/features/stations/frame-columns";
import { FrameDrawer } from "@/features/stations/frame-drawer";
import type { Frame } from "@/features/stations/frame-words";
import { StationFrame } from "@/features/stations/station-frame";
import { t } from "@/lib/words";

const PATH = "/api/v1/stations/{station_id}/timeline";

const filters: readonly Filter<FilterOf<typeof PATH>>[] = [
  { name: "action", label: t("Action"), kind: "text", placeholder: t("OCPP action") },
  {
    name: "direction",
    label: t("Direction"),
    kind: "choice",
    options: [
      { value: "in", label: t("From the charger") },
      { value: "out", label: t("To the charger") },
    ],
  },
  {
    name: "kind",
    label: t("Kind"),
    kind: "choice",
    options: [
      { value: "call", label: t("Request") },
      { value: "result", label: t("Answer") },
      { value: "error", label: t("Error") },
      { value: "send", label: t("Message without answer") },
      { value: "malformed", label: t("Unreadable") },
    ],
  },
  {
    name: "deviating",
    label: t("Deviation"),
    kind: "flag",
    options: [
      { value: "true", label: t("Departs from OCPP") },
      { value: "false", label: t("As OCPP says") },
    ],
  },
  { name: "from", label: t("From"), kind: "instant" },
  { name: "to", label: t("To"), kind: "instant" },
  { name: "connection_id", label: t("Connection"), kind: "id" },
  { name: "message_id", label: t("Message"), kind: "hidden" },
];

/** Every frame between a station and Chargehouse, the newest first. */
export function StationTimelinePage() {
  return (
    <StationFrame fill>{(station) => <Frames key={station.id} station={station} />}</StationFrame>
  );
}

function Frames({ station }: { station: Schemas["Station"] }) {
  const [shown, setShown] = useState<Frame | null>(null);
  return (
    <>
      <ListPage
        title={t("Frames")}
        path={PATH}
        parts={{ station_id: station.id }}
        views="station-timeline"
        columns={columnsOf(setShown)}
        filters={filters}
        embedded
        empty={
          <Empty title={t("Nothing was said yet")}>
            {t("Every message to and from the charger stands here, as soon as it has connected.")}
          </Empty>
        }
      />
      <FrameDrawer frame={shown} onClose={() => setShown(null)} />
    </>
  );
}
