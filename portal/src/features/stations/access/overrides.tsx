import { rest } from "@/api/client";
import type { Schemas } from "@/api/types";
import { Age } from "@/components/age";
import { BriefTable } from "@/components/brief-table";
import type { Column } from "@/components/list/columns";
import { ModeState } from "@/components/mode-state";
import { EndOverride } from "@/features/stations/access/override-acts";
import { useMay } from "@/lib/me";
import { useNow } from "@/lib/ticking";
import { short } from "@/lib/time";
import { whoOf } from "@/lib/who";
import { t } from "@/lib/words";

type Override = Schemas["StationOverride"];

const columns: readonly Column<Override>[] = [
  {
    id: "mode",
    header: t("Mode"),
    width: 140,
    priority: 1,
    cell: ({ mode }) => <ModeState mode={mode} />,
  },
  {
    id: "begins",
    header: t("From"),
    width: 130,
    priority: 1,
    cell: ({ begins }) => <span title={begins}>{short(begins)}</span>,
  },
  {
    id: "ends",
    header: t("Until"),
    width: 150,
    priority: 1,
    cell: ({ ends, ended_at: ended }) => {
      if (ended !== null) return <Age at={ended} />;
      return ends === null ? t("until it is ended") : short(ends);
    },
  },
  {
    id: "by",
    header: t("By"),
    width: 160,
    priority: 2,
    cell: ({ set_by: by }) => <bdi>{whoOf(by)}</bdi>,
  },
  {
    id: "reason",
    header: t("Reason"),
    width: 200,
    priority: 2,
    cell: ({ reason }) => <bdi title={reason ?? ""}>{reason}</bdi>,
  },
  { id: "acts", header: "", width: 150, priority: 1, cell: (one) => <End override={one} /> },
];

/** What was ordered for a station over its policy, the last first. */
export function Overrides({ station }: { station: string }) {
  const overrides = rest.useQuery(
    "get",
    "/api/v1/stations/{station_id}/overrides",
    { params: { path: { station_id: station } } },
    { select: (items) => ({ items }) },
  );
  return (
    <BriefTable
      label={t("Overrides of the station")}
      query={overrides}
      columns={columns}
      empty={t("None so far: its policy alone decides.")}
    />
  );
}

function End({ override }: { override: Override }) {
  const now = useNow();
  const mayEnd = useMay("access.override");
  const over = override.ends !== null && Date.parse(override.ends) <= now;
  if (!mayEnd || over || override.ended_at !== null) return null;
  return <EndOverride override={override} />;
}
