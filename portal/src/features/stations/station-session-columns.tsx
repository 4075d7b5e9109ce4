import type { Schemas } from "@/api/types";
import { Age } from "@/components/age";
import type { Column } from "@/components/list/columns";
import { Energy, Identifier, Power } from "@/components/quantities";
import { Status } from "@/components/status";
import { TenantLink } from "@/components/tenant-link";
import { connectorName } from "@/features/stations/commands/targets";
import { sessionWord } from "@/lib/session-word";
import { t } from "@/lib/words";

type Session = Schemas["SessionView"];

/** What the list of a station's sessions shows of each. */
export function columnsOf(station: Schemas["Station"]): readonly Column<Session>[] {
  return [
    {
      id: "started_at",
      header: t("Began"),
      sort: "started_at",
      width: 130,
      priority: 1,
      cell: (session) => (
        <TenantLink to={`sessions/${session.id}`}>
          <Age at={session.started_at} />
        </TenantLink>
      ),
    },
    {
      id: "status",
      header: t("Status"),
      width: 120,
      priority: 1,
      cell: ({ status, ended_at }) => (
        <Status tone={ended_at === null ? "busy" : "quiet"}>{sessionWord(status)}</Status>
      ),
    },
    {
      id: "where",
      header: t("Where"),
      width: 140,
      priority: 3,
      cell: ({ evse_id, connector_id }) =>
        evse_id === null ? "–" : connectorName(station, evse_id, connector_id ?? 1),
    },
    {
      id: "who",
      header: t("Who"),
      width: 170,
      priority: 2,
      cell: ({ vehicle_name, masked }) =>
        vehicle_name === null ? <Identifier masked={masked} /> : <bdi>{vehicle_name}</bdi>,
    },
    {
      id: "energy",
      header: t("Energy"),
      align: "end",
      width: 100,
      priority: 1,
      cell: (session) => <Energy wh={session.energy_wh} />,
    },
    {
      id: "power",
      header: t("Power now"),
      align: "end",
      width: 100,
      priority: 3,
      cell: (session) => (session.ended_at === null ? <Power w={session.power_w} /> : "–"),
    },
    {
      id: "ended_at",
      header: t("Ended"),
      width: 130,
      priority: 2,
      cell: (session) => <Age at={session.ended_at} never={t("goes on")} />,
    },
    {
      id: "stop_reason",
      header: t("Why it ended"),
      width: 140,
      priority: 4,
      cell: (session) => session.stop_reason ?? "–",
    },
    { id: "transaction", header: t("Transaction"), optional: true, cell: (s) => s.transaction_id },
  ];
}
