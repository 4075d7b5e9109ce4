import type { Schemas } from "@/api/types";
import type { LiveEvent } from "@/lib/events";
import type { Patch } from "@/lib/patches";

type Station = Schemas["Station"];
type Connector = Schemas["Connector"];
type Session = Schemas["SessionView"];
type Overall = Schemas["Overall"];

const STATUS = ["station.connector_status_changed"];
const SOCKET = ["station.connected", "station.disconnected"];
const BOOT = ["station.booted"];
const MOVES = ["started", "charging_state_changed", "progressed", "terminated"].map(
  (name) => `session.${name}`,
);
const STATION_PATHS = ["/api/v1/stations", "/api/v1/stations/{station_id}"];
const SESSION_PATHS = ["/api/v1/sessions", "/api/v1/sessions/{session_id}"];
const NEVER_REPORTED = "Unknown";

/** What stands on the screen as soon as it is heard, without anything being read. */
export const livePatches: readonly Patch[] = [
  ...STATION_PATHS.flatMap((path) => [
    patchOf(STATUS, path, stationReports),
    patchOf(SOCKET, path, socketChanges),
    patchOf(BOOT, path, stationBoots),
  ]),
  patchOf(STATUS, "/api/v1/stations/{station_id}/connectors", connectorReports),
  ...SESSION_PATHS.map((path) => patchOf(MOVES, path, sessionMoves)),
  patchOf(STATUS, "/api/v1/overview", statusIsCounted),
];

type Change<T> = (row: T, event: LiveEvent, asked: Readonly<Record<string, unknown>>) => T;

/** The rows of a path are of its answer's type: the API says so, not the compiler. */
function patchOf<T>(events: readonly string[], path: string, change: Change<T>): Patch {
  return { events, path, change: (row, event, asked) => change(row as T, event, asked) };
}

function stationReports(station: Station, event: LiveEvent): Station {
  if (station.id !== event.station_id || event.data.evse_id !== 0) return station;
  if (isNewer(station.reported.received_at, event)) return station;
  return { ...station, reported: reportedBy(event) };
}

function connectorReports(connector: Connector, event: LiveEvent): Connector {
  const { evse_id, connector_id } = event.data;
  if (connector.station_id !== event.station_id) return connector;
  if (connector.evse_id !== evse_id || connector.connector_id !== connector_id) return connector;
  if (isNewer(connector.reported.received_at, event)) return connector;
  return {
    ...connector,
    reported: reportedBy(event),
    error_code: textOf(event.data.error_code),
    vendor_error_code: textOf(event.data.vendor_error_code),
  };
}

function socketChanges(station: Station, event: LiveEvent): Station {
  const { socket } = station;
  if (station.id !== event.station_id || isNewer(socket.since, event)) return station;
  const since = { since: event.occurred_at, age_s: 0 };
  if (event.name === "station.disconnected") {
    return { ...station, socket: { ...socket, ...since, state: "closed" } };
  }
  const subprotocol = textOf(event.data.subprotocol) ?? socket.subprotocol;
  const heard = { last_seen_at: event.occurred_at, last_seen_age_s: 0 };
  return { ...station, socket: { ...socket, ...since, ...heard, subprotocol, state: "open" } };
}

function stationBoots(station: Station, event: LiveEvent): Station {
  if (station.id !== event.station_id || isNewer(station.booted_at, event)) return station;
  return {
    ...station,
    vendor: textOf(event.data.vendor),
    model: textOf(event.data.model),
    firmware_version: textOf(event.data.firmware_version),
    boot_reason: textOf(event.data.boot_reason),
    booted_at: event.occurred_at,
  };
}

/** Fields that both a session and its events have; an event leaves out what is null or false. */
const absent = {
  charging_state: null,
  ended_at: null,
  energy_wh: null,
  power_w: null,
  soc_percent: null,
  stop_reason: null,
  problem: null,
  resolution: null,
  offline: false,
  flags: [],
} satisfies Partial<Session>;
const told = ["status", "energy_rule", ...Object.keys(absent)];

function sessionMoves(session: Session, event: LiveEvent): Session {
  if (session.id !== event.aggregate_id || isNewer(session.last_fact_at, event)) return session;
  const said = Object.entries(event.data).filter(([name]) => told.includes(name));
  return { ...session, ...absent, ...Object.fromEntries(said), last_fact_at: event.occurred_at };
}

/** Count a connector under its new status; the figures of one location wait to be read. */
function statusIsCounted(
  overall: Overall,
  event: LiveEvent,
  asked: Readonly<Record<string, unknown>>,
): Overall {
  const { evse_id, status, previous_status: before } = event.data;
  if (overall.stations === null || asked.location_id !== undefined || evse_id === 0) return overall;
  if (isNewer(overall.at, event) || status === before) return overall;
  const counts = { ...overall.stations.connectors_by_status };
  if (typeof before === "string" && before in counts) counts[before] = (counts[before] ?? 1) - 1;
  const now = textOf(status) ?? NEVER_REPORTED;
  counts[now] = (counts[now] ?? 0) + 1;
  const left = Object.fromEntries(Object.entries(counts).filter(([, count]) => count > 0));
  return { ...overall, stations: { ...overall.stations, connectors_by_status: left } };
}

function reportedBy(event: LiveEvent): Station["reported"] {
  return {
    status: textOf(event.data.status),
    reported_at: textOf(event.data.reported_at),
    received_at: event.occurred_at,
    age_s: 0,
  };
}

/** Whether what is shown is known to be newer than an event: nothing goes back in time. */
function isNewer(shown: string | null | undefined, event: LiveEvent): boolean {
  return shown != null && Date.parse(shown) > Date.parse(event.occurred_at);
}

function textOf(value: unknown): string | null {
  return typeof value === "string" ? value : null;
}
