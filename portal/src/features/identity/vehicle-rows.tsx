import { rest } from "@/api/client";
import type { Schemas } from "@/api/types";
import { Age } from "@/components/age";
import { BriefTable } from "@/components/brief-table";
import type { Column } from "@/components/list/columns";
import { Energy, Identifier } from "@/components/quantities";
import { Status } from "@/components/status";
import { TenantLink } from "@/components/tenant-link";
import { columns as identifierColumns } from "@/features/identity/identifier-columns";
import { t, told } from "@/lib/words";

const SHOWN = 10;

interface Props {
  /** Of the vehicle. */
  id: string;
}

const ownIdentifiers = identifierColumns.filter(({ id }) =>
  ["masked", "type", "status", "validity", "fits_ocpp16", "source"].includes(id),
);

/** The identifiers by which a vehicle is known. */
export function VehicleIdentifiers({ id }: Props) {
  const query = rest.useQuery("get", "/api/v1/identifiers", {
    params: { query: { vehicle_id: id, limit: SHOWN } },
  });
  return (
    <BriefTable
      label={t("Identifiers of the vehicle")}
      query={query}
      columns={ownIdentifiers}
      empty={t(
        "No charger can know this vehicle yet: add a card, its network address or its contract.",
      )}
      more={
        <TenantLink to="identifiers" search={{ vehicle_id: id }}>
          {t("All identifiers of this vehicle")}
        </TenantLink>
      }
    />
  );
}

const sessionColumns: readonly Column<Schemas["SessionView"]>[] = [
  {
    id: "station",
    header: t("Station"),
    cell: (session) => (
      <TenantLink to={`sessions/${session.id}`}>
        <bdi>{session.station_name ?? session.station_code ?? t("removed station")}</bdi>
      </TenantLink>
    ),
  },
  { id: "started_at", header: t("Started"), cell: (session) => <Age at={session.started_at} /> },
  {
    id: "ended_at",
    header: t("Ended"),
    cell: (session) => <Age at={session.ended_at} never={t("goes on")} />,
  },
  {
    id: "energy",
    header: t("Energy"),
    align: "end",
    cell: (session) => <Energy wh={session.energy_wh} />,
  },
];

/** When and where a vehicle charged, the newest first. */
export function VehicleSessions({ id }: Props) {
  const query = rest.useQuery("get", "/api/v1/sessions", {
    params: { query: { vehicle_id: id, limit: SHOWN } },
  });
  return (
    <BriefTable
      label={t("Sessions of the vehicle")}
      query={query}
      columns={sessionColumns}
      empty={t("It has not charged yet, or not with an identifier that is its own.")}
      more={
        <TenantLink to="sessions" search={{ vehicle_id: id }}>
          {t("All sessions of this vehicle")}
        </TenantLink>
      }
    />
  );
}

/** The columns of a short list of decisions. */
export const decisionColumns: readonly Column<Schemas["DecisionView"]>[] = [
  {
    id: "decision",
    header: t("Decision"),
    cell: (decision) => (
      <TenantLink to={`decisions/${decision.id}`}>
        <Status tone={decision.decision === "allowed" ? "good" : "warn"}>
          {decision.decision === "allowed" ? t("allowed") : t("denied")}
        </Status>
      </TenantLink>
    ),
  },
  { id: "meaning", header: t("Why"), cell: (decision) => told(decision.meaning) },
  { id: "masked", header: t("Identifier"), cell: (one) => <Identifier masked={one.masked} /> },
  {
    id: "station",
    header: t("Station"),
    cell: (one) => <bdi>{one.station_name ?? one.station_code ?? t("removed station")}</bdi>,
  },
  { id: "decided_at", header: t("When"), cell: (decision) => <Age at={decision.decided_at} /> },
];

/** How the identifiers of a vehicle were answered, the newest first. */
export function VehicleDecisions({ id }: Props) {
  const query = rest.useQuery("get", "/api/v1/access/decisions", {
    params: { query: { vehicle_id: id, limit: SHOWN } },
  });
  return (
    <BriefTable
      label={t("Decisions about the vehicle")}
      query={query}
      columns={decisionColumns}
      empty={t("Nobody has asked to charge it yet.")}
      more={
        <TenantLink to="decisions" search={{ vehicle_id: id }}>
          {t("All decisions about this vehicle")}
        </TenantLink>
      }
    />
  );
}
