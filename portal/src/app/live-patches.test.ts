import { QueryClient, QueryObserver } from "@tanstack/react-query";
import { beforeEach, describe, expect, it } from "vitest";

import { liveRules } from "@/app/live-rules";
import type { LiveEvent } from "@/lib/events";
import { Refresher } from "@/lib/refresh";

const NOON = "2026-11-21T12:00:00Z";
const LATER = "2026-11-21T12:00:05.25Z";
const STATUS = "station.connector_status_changed";

function event(name: string, data: LiveEvent["data"], about: Partial<LiveEvent> = {}): LiveEvent {
  const ids = { id: "1", aggregate_id: "a", station_id: "a", occurred_at: LATER };
  return { ...ids, name, data, ...about };
}

describe("what an event says stands on the screen", () => {
  let queries: QueryClient;
  let refresher: Refresher;

  beforeEach(() => {
    queries = new QueryClient({ defaultOptions: { queries: { staleTime: Infinity } } });
    refresher = new Refresher(queries, liveRules);
  });

  /** Look at an answer; returns what is shown of it now. */
  function show<T>(path: string, data: T, params: object = {}): () => T {
    const queryKey = ["get", path, { params }];
    queries.setQueryData(queryKey, data);
    new QueryObserver(queries, { queryKey, queryFn: () => data }).subscribe(() => undefined);
    return () => queries.getQueryData<T>(queryKey) as T;
  }

  const reported = { status: "Available", reported_at: NOON, received_at: NOON, age_s: 3 };
  const socket = { state: "open", since: NOON, subprotocol: "ocpp1.6" };

  it("of a station as a whole", () => {
    const rows = { items: ["a", "b"].map((id) => ({ id, reported, socket })), next_cursor: null };
    const stations = show("/api/v1/stations", rows);
    refresher.heard(event(STATUS, { evse_id: 1, connector_id: 1, status: "Faulted" }));
    expect(stations()).toBe(rows);
    refresher.heard(event(STATUS, { evse_id: 0, connector_id: 0, status: "Unavailable" }));
    const [mine, other] = stations().items;
    expect(mine?.reported).toMatchObject({ status: "Unavailable", received_at: LATER });
    expect(other).toBe(rows.items[1]);
  });

  it("of a connector, in the pages of a list or not", () => {
    const row = { station_id: "a", evse_id: 2, connector_id: 1, reported, error_code: "Old" };
    const path = "/api/v1/stations/{station_id}/connectors";
    const connectors = show(path, [row], { path: { station_id: "a" } });
    refresher.heard(event(STATUS, { evse_id: 2, connector_id: 1, status: "Charging" }));
    expect(connectors()).toMatchObject([{ reported: { status: "Charging" }, error_code: null }]);
  });

  it("of a socket", () => {
    const params = { path: { station_id: "a" } };
    const station = show("/api/v1/stations/{station_id}", { id: "a", reported, socket }, params);
    refresher.heard(event("station.disconnected", { close_code: 1006 }));
    expect(station().socket).toMatchObject({ state: "closed", since: LATER });
    refresher.heard(event("station.connected", { subprotocol: "ocpp2.0.1" }));
    expect(station().socket).toMatchObject({ state: "open", subprotocol: "ocpp2.0.1" });
  });

  it("of a session, where what is left out is nothing", () => {
    const before = {
      id: "s",
      status: "charging",
      power_w: 7000,
      energy_wh: 10,
      last_fact_at: NOON,
    };
    const session = show("/api/v1/sessions/{session_id}", before, { path: { session_id: "s" } });
    const about = { aggregate_id: "s" };
    refresher.heard(event("session.progressed", { status: "charging", energy_wh: 20 }, about));
    expect(session()).toMatchObject({ energy_wh: 20, power_w: null, last_fact_at: LATER });
  });

  it("unless what is shown is newer", () => {
    const station = { id: "a", reported: { ...reported, received_at: LATER }, socket };
    const stations = show("/api/v1/stations", { items: [station] });
    const old = { occurred_at: "2026-11-21T12:00:05Z" };
    refresher.heard(event(STATUS, { evse_id: 0, status: "Unavailable" }, old));
    expect(stations().items[0]).toBe(station);
  });

  it("in the counts of connectors, but not in those of one location", () => {
    const stations = { connectors_by_status: { Available: 1, Charging: 2 } };
    const overall = show("/api/v1/overview", { at: NOON, stations });
    const here = show("/api/v1/overview", { at: NOON, stations }, { query: { location_id: "l" } });
    const changes = { evse_id: 1, connector_id: 1, status: "Preparing" };
    refresher.heard(event(STATUS, { ...changes, previous_status: "Available" }));
    expect(overall().stations.connectors_by_status).toEqual({ Charging: 2, Preparing: 1 });
    expect(here().stations).toBe(stations);
  });
});

it("every pace that is named is there", () => {
  const { paces, pace_of, rules } = liveRules;
  const named = [...Object.values(pace_of), ...rules.flatMap(({ pace }) => pace ?? [])];
  expect(named.filter((name) => !(name in paces))).toEqual([]);
});
