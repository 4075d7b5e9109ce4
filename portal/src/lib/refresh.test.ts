import { QueryClient, QueryObserver } from "@tanstack/react-query";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import type { LiveEvent } from "@/lib/events";
import { isNamed } from "@/lib/live";
import { type LiveRules, Refresher } from "@/lib/refresh";

const STATION = "/api/v1/stations/{station_id}";
const live: LiveRules = {
  paces: {
    soon: { first_ms: 100, spread_ms: 100, at_once: 3, every_ms: 2_000 },
    calm: { first_ms: 100, spread_ms: 1_000, at_once: 3, every_ms: 10_000 },
    shared: { first_ms: 1_100, spread_ms: 1_000, at_once: 3, every_ms: 10_000 },
    slow: { first_ms: 100, spread_ms: 100, at_once: 1, every_ms: 30_000 },
  },
  pace_of: { "/api/v1/overview": "shared" },
  rules: [
    { events: ["station.*"], paths: ["/api/v1/stations", STATION, "/api/v1/overview"] },
    { events: ["vehicle.added"], paths: ["/api/v1/vehicles"] },
    { events: ["session.progressed"], paths: [STATION], pace: "slow" },
  ],
  patches: [
    {
      events: ["station.seen", "session.progressed"],
      path: "/api/v1/stations",
      change: (row, { station_id, data }) =>
        (row as { id: string }).id === station_id ? { ...(row as object), ...data } : row,
    },
  ],
};

function event(
  name: string,
  station: string | null = null,
  data: Record<string, unknown> = {},
): LiveEvent {
  const about = station ?? "other";
  const at = "2026-11-21T12:00:00Z";
  return { id: "1", name, aggregate_id: about, station_id: station, occurred_at: at, data };
}

describe("what happened makes stale what shows it", () => {
  let queries: QueryClient;
  let refresher: Refresher;
  let stop: () => void;
  let chance: number;

  beforeEach(() => {
    vi.useFakeTimers();
    chance = 0;
    queries = new QueryClient({ defaultOptions: { queries: { staleTime: Infinity } } });
    refresher = new Refresher(queries, live, () => chance);
    stop = refresher.start();
  });

  afterEach(() => {
    stop();
    queries.clear();
    Object.assign(document, { hidden: false });
    vi.useRealTimers();
  });

  /** Look at something; returns how often it was read. */
  function look(path: string, parts: Record<string, string> = {}): () => number {
    let reads = 0;
    const queryKey = ["get", path, { params: { path: parts } }];
    const queryFn = () => ++reads;
    new QueryObserver(queries, { queryKey, queryFn }).subscribe(() => undefined);
    return () => reads;
  }

  it("and nothing else", async () => {
    const stations = look("/api/v1/stations");
    const vehicles = look("/api/v1/vehicles");
    await vi.advanceTimersByTimeAsync(0);
    refresher.heard(event("station.connected", "a"));
    await vi.advanceTimersByTimeAsync(1_000);
    expect([stations(), vehicles()]).toEqual([2, 1]);
  });

  it("only of the thing that it is about", async () => {
    const [one, other] = [look(STATION, { station_id: "a" }), look(STATION, { station_id: "b" })];
    await vi.advanceTimersByTimeAsync(0);
    refresher.heard(event("station.connected", "a"));
    await vi.advanceTimersByTimeAsync(1_000);
    expect([one(), other()]).toEqual([2, 1]);
  });

  /** Let fifty events a second come; returns how often each was read meanwhile. */
  async function storm(seconds: number, reads: (() => number)[]): Promise<number[]> {
    const before = reads.map((read) => read());
    for (let tick = 0; tick < seconds * 50; tick += 1) {
      refresher.heard(event("station.seen", "a"));
      await vi.advanceTimersByTimeAsync(20);
    }
    return reads.map((read, index) => read() - (before[index] ?? 0));
  }

  it("soon at first, and in a storm a thing every two seconds, many every ten", async () => {
    const reads = [look(STATION, { station_id: "a" }), look("/api/v1/stations")];
    await vi.advanceTimersByTimeAsync(0);
    expect(await storm(1, reads)).toEqual([3, 3]);
    await storm(30, reads);
    expect(await storm(60, reads)).toEqual([30, 6]);
  });

  it("at once again after a rest", async () => {
    const stations = look("/api/v1/stations");
    await vi.advanceTimersByTimeAsync(0);
    await storm(30, [stations]);
    await vi.advanceTimersByTimeAsync(10_000);
    const before = stations();
    refresher.heard(event("station.connected", "a"));
    await vi.advanceTimersByTimeAsync(100);
    expect(stations()).toBe(before + 1);
  });

  it("not together with other browsers, but never later for what comes after", async () => {
    chance = 0.5;
    const stations = look("/api/v1/stations");
    await vi.advanceTimersByTimeAsync(0);
    refresher.heard(event("station.seen", "a"));
    await vi.advanceTimersByTimeAsync(500);
    chance = 1;
    refresher.heard(event("station.seen", "a"));
    expect(stations()).toBe(1);
    await vi.advanceTimersByTimeAsync(100);
    expect(stations()).toBe(2);
  });

  it("only once an answer that is shared can tell of it", async () => {
    const overview = look("/api/v1/overview");
    await vi.advanceTimersByTimeAsync(0);
    refresher.heard(event("station.connected", "a"));
    await vi.advanceTimersByTimeAsync(1_050);
    expect(overview()).toBe(1);
    await vi.advanceTimersByTimeAsync(50);
    expect(overview()).toBe(2);
  });

  it("soon, though it was to be read later for less", async () => {
    const station = look(STATION, { station_id: "a" });
    await vi.advanceTimersByTimeAsync(0);
    for (let times = 0; times < 2; times += 1) {
      refresher.heard(event("session.progressed", "a"));
      await vi.advanceTimersByTimeAsync(10_000);
    }
    expect(station()).toBe(2);
    refresher.heard(event("station.connected", "a"));
    await vi.advanceTimersByTimeAsync(100);
    expect(station()).toBe(3);
  });

  it("and at once where the event says all of it", async () => {
    const queryKey = ["get", "/api/v1/stations", {}, "pages"];
    const other = { id: "b", power: 1 };
    const pages = [{ items: [{ id: "a", power: 1 }, other], next_cursor: null }];
    let reads = 0;
    const queryFn = () => {
      reads += 1;
      return { pages, pageParams: [null] };
    };
    new QueryObserver(queries, { queryKey, queryFn }).subscribe(() => undefined);
    await vi.advanceTimersByTimeAsync(0);
    refresher.heard(event("session.progressed", "a", { power: 2 }));
    const shown = queries.getQueryData<{ pages: typeof pages }>(queryKey)?.pages[0]?.items;
    expect(shown).toEqual([{ id: "a", power: 2 }, other]);
    expect(shown?.[1]).toBe(other);
    await vi.advanceTimersByTimeAsync(60_000);
    expect(reads).toBe(1);
  });

  it("only once somebody looks", async () => {
    const stations = look("/api/v1/stations");
    await vi.advanceTimersByTimeAsync(0);
    Object.assign(document, { hidden: true });
    refresher.heard(event("station.connected", "a"));
    await vi.advanceTimersByTimeAsync(10_000);
    expect(stations()).toBe(1);
    Object.assign(document, { hidden: false });
    document.dispatchEvent(new Event("visibilitychange"));
    await vi.advanceTimersByTimeAsync(0);
    expect(stations()).toBe(2);
  });

  it("all of it where events were missed", async () => {
    const reads = [look("/api/v1/stations"), look("/api/v1/vehicles")];
    await vi.advanceTimersByTimeAsync(0);
    refresher.gap();
    await vi.advanceTimersByTimeAsync(1_000);
    expect(reads.map((read) => read())).toEqual([2, 2]);
  });
});

describe("names of events", () => {
  it.each([
    ["station.connected", ["station.*"], true],
    ["station.connected", ["station.connected"], true],
    ["station.connected", ["station.disconnected", "session.*"], false],
    ["stations.connected", ["station.*"], false],
    ["station.fault_opened", ["station.fault_*"], true],
  ])("%s is among %s: %s", (name, wanted, is) => {
    expect(isNamed(name, wanted)).toBe(is);
  });
});
