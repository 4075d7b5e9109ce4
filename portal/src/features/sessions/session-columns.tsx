import type { Schemas } from "@/api/types";
import { Age } from "@/components/age";
import type { Column } from "@/components/list/columns";
import { Energy, Identifier, Power } from "@/components/quantities";
import { TenantLink } from "@/components/tenant-link";
import {
  SessionDuration,
  SessionProblem,
  SessionStatus,
  StateOfCharge,
} from "@/features/sessions/session-state";
import { t } from "@/lib/words";

type Session = Schemas["SessionView"];

/** The columns of a list of sessions; the first leads to the session. */
export const columns: readonly Column<Session>[] = [
  {
    id: "station",
    header: t("Station"),
    width: 170,
    priority: 1,
    cell: (session) => (
      <TenantLink to={`sessions/${session.id}`} title={stationOf(session)}>
        <bdi>{stationOf(session)}</bdi>
      </TenantLink>
    ),
  },
  {
    id: "connector",
    header: t("Connector"),
    width: 90,
    priority: 3,
    cell: (session) => connectorOf(session) ?? "–",
  },
  {
    id: "status",
    header: t("Status"),
    width: 100,
    priority: 1,
    cell: (session) => <SessionStatus status={session.status} />,
  },
  {
    id: "who",
    header: t("Vehicle"),
    width: 150,
    priority: 2,
    cell: (session) => <Who session={session} />,
  },
  {
    id: "started_at",
    header: t("Started"),
    sort: "started_at",
    width: 130,
    priority: 1,
    cell: (session) => <Age at={session.started_at} />,
  },
  {
    id: "duration",
    header: t("Duration"),
    width: 100,
    priority: 3,
    align: "end",
    cell: (session) => <SessionDuration session={session} />,
  },
  {
    id: "energy",
    header: t("Energy"),
    width: 100,
    priority: 1,
    align: "end",
    cell: (session) => <Energy wh={session.energy_wh} />,
  },
  {
    id: "power",
    header: t("Power"),
    width: 90,
    priority: 2,
    align: "end",
    cell: (session) => (session.status === "terminated" ? "" : <Power w={session.power_w} />),
  },
  {
    id: "soc",
    header: t("SoC"),
    width: 90,
    priority: 3,
    align: "end",
    cell: (session) => <StateOfCharge percent={session.soc_percent} />,
  },
  {
    id: "problem",
    header: t("Problem"),
    width: 130,
    priority: 2,
    cell: (session) => (session.problem === null ? "–" : <SessionProblem session={session} />),
  },
  {
    id: "location",
    header: t("Location"),
    width: 150,
    priority: 4,
    cell: (session) => <bdi>{session.location_name ?? "–"}</bdi>,
  },
  { id: "ended_at", header: t("Ended"), optional: true, cell: ended },
  {
    id: "stop_reason",
    header: t("Stop reason"),
    optional: true,
    cell: (s) => s.stop_reason ?? "–",
  },
  { id: "transaction", header: t("Transaction"), optional: true, cell: (s) => s.transaction_id },
  { id: "protocol", header: "OCPP", optional: true, width: 90, cell: (s) => s.protocol },
];

function ended(session: Session) {
  return <Age at={session.ended_at} never={t("goes on")} />;
}

/** Who charges: the vehicle where it is known, else the masked identifier. */
function Who({ session }: { session: Session }) {
  if (session.vehicle_name !== null) {
    return <bdi title={session.vehicle_name}>{session.vehicle_name}</bdi>;
  }
  return <Identifier masked={session.masked} />;
}

/** Return what the session's station is called; it may have been removed since. */
export function stationOf(session: Session): string {
  return session.station_name ?? session.station_code ?? t("removed station");
}

/** Return the connector as people count: the EVSE, and its connector where there are several. */
export function connectorOf({ evse_id, connector_id }: Session): string | null {
  if (evse_id === null) return null;
  return connector_id === null || connector_id === 1 ? `${evse_id}` : `${evse_id}/${connector_id}`;
}
