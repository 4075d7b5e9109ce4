import { rest } from "@/api/client";
import type { Schemas } from "@/api/types";
import { Age } from "@/components/age";
import { BriefTable } from "@/components/brief-table";
import { Section } from "@/components/detail";
import type { Column } from "@/components/list/columns";
import { Energy, Identifier, Power } from "@/components/quantities";
import { TenantLink } from "@/components/tenant-link";
import { faultColumns } from "@/features/stations/fault-columns";
import { columns } from "@/features/stations/station-columns";
import { t } from "@/lib/words";

const FIRST = 10;
const STATION_COLUMNS = new Set(["code", "socket", "reported", "faults", "used"]);
const FAULT_COLUMNS = new Set(["station", "code", "vendor", "opened_at"]);

/** The faults that hold at a location. */
export function LocationFaults({ id }: { id: string }) {
  const faults = rest.useQuery("get", "/api/v1/faults", {
    params: { query: { location: id, open: true, limit: FIRST } },
  });
  return (
    <Section title={t("Open faults")}>
      <BriefTable
        label={t("Open faults")}
        query={faults}
        columns={faultColumns.filter((column) => FAULT_COLUMNS.has(column.id))}
        empty={t("No station here reports a fault.")}
        more={
          <TenantLink to="faults" search={{ location: id, open: "true" }}>
            {t("All open faults here")}
          </TenantLink>
        }
      />
    </Section>
  );
}

/** Who charges at a location now. */
export function LocationSessions({ id }: { id: string }) {
  const sessions = rest.useQuery("get", "/api/v1/sessions", {
    params: { query: { location_id: id, open: true, limit: FIRST } },
  });
  return (
    <Section title={t("Sessions now")}>
      <BriefTable
        label={t("Sessions now")}
        query={sessions}
        columns={sessionColumns}
        empty={t("Nobody charges here now.")}
        more={
          <TenantLink to="sessions" search={{ location_id: id, open: "true" }}>
            {t("All sessions here")}
          </TenantLink>
        }
      />
    </Section>
  );
}

const sessionColumns: readonly Column<Schemas["SessionView"]>[] = [
  {
    id: "station",
    header: t("Station"),
    priority: 1,
    cell: (session) => (
      <TenantLink to={`sessions/${session.id}`}>
        {session.station_name ?? session.station_code ?? "–"}
      </TenantLink>
    ),
  },
  {
    id: "who",
    header: t("Who"),
    width: 100,
    priority: 1,
    cell: ({ vehicle_name, masked }) =>
      vehicle_name === null ? <Identifier masked={masked} /> : <bdi>{vehicle_name}</bdi>,
  },
  {
    id: "power",
    header: t("Power"),
    width: 90,
    align: "end",
    cell: (session) => <Power w={session.power_w} />,
  },
  {
    id: "energy",
    header: t("Energy"),
    priority: 3,
    align: "end",
    cell: (session) => <Energy wh={session.energy_wh} />,
  },
  {
    id: "began",
    header: t("Began"),
    priority: 3,
    cell: (session) => <Age at={session.started_at} />,
  },
];

/** The stations of a location. */
export function LocationStations({ id }: { id: string }) {
  const stations = rest.useQuery("get", "/api/v1/stations", {
    params: { query: { location: id, limit: FIRST, sort: "code" } },
  });
  return (
    <Section title={t("Stations")}>
      <BriefTable
        label={t("Stations")}
        query={stations}
        columns={columns.filter((column) => STATION_COLUMNS.has(column.id))}
        empty={t("No station stands here yet.")}
        more={
          <TenantLink to="stations" search={{ location: id }}>
            {t("All stations here")}
          </TenantLink>
        }
      />
    </Section>
  );
}
