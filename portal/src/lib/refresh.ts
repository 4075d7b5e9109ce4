import type { Query, QueryClient, QueryKey } from "@tanstack/react-query";
import { useSyncExternalStore } from "react";

import type { LiveEvent } from "@/lib/events";
import { isNamed } from "@/lib/live";
import { type Patch, patch } from "@/lib/patches";

/** What becomes stale when something happens. */
export interface Rule {
  /** Names of events; `session.*` means every name that begins so. */
  events: readonly string[];
  /** Paths of the API. Where a path names a thing by its id, only that of the event is read. */
  paths: readonly string[];
  /** How soon, where it is not as the paths themselves have it. */
  pace?: string;
}

/**
 * How soon a query is read again: `first_ms` after the first events, so often as `at_once` says;
 * while more keep coming every `every_ms`. Up to `spread_ms` is added by chance, so that browsers
 * that heard the same do not ask together.
 */
export interface Pace {
  first_ms: number;
  spread_ms: number;
  at_once: number;
  every_ms: number;
}

/**
 * What follows from events. A path has the pace that `pace_of` gives it, else `soon` where it
 * names a thing by its id, and `calm` where it is of many.
 */
export interface LiveRules {
  paces: Readonly<Record<"soon" | "calm", Pace>> & Readonly<Record<string, Pace>>;
  pace_of: Readonly<Record<string, string>>;
  rules: readonly Rule[];
  patches: readonly Patch[];
}

const PAGES_AT_MOST = 3;

interface Init {
  params?: { path?: Record<string, unknown>; query?: Record<string, unknown> };
}

/** How often a query was read of late, and when it is read again. */
interface Readings {
  /** Of those that are free at once; one comes back in the time of `every_ms`. */
  spent: number;
  at: number;
  /** The reading that is awaited. */
  next: { due: number; every_ms: number; timer: number } | undefined;
}

const longLists = new Set<string>();
const watchers = new Set<() => void>();

function told(): void {
  for (const watcher of watchers) watcher();
}

/** Whether a long list has newer rows than those shown, which are not moved under the reader. */
export function useNewerRows(queryHash: string): boolean {
  return useSyncExternalStore(
    (watcher) => {
      watchers.add(watcher);
      return () => watchers.delete(watcher);
    },
    () => longLists.has(queryHash),
  );
}

/** Show the newest rows of a long list: its first page is read, the others as they are needed. */
export async function showNewerRows(queries: QueryClient, queryKey: QueryKey): Promise<void> {
  const query = queries.getQueryCache().find({ queryKey });
  if (query === undefined) return;
  queries.setQueryData<{ pages: unknown[]; pageParams: unknown[] }>(queryKey, (rows) =>
    rows === undefined
      ? rows
      : { pages: rows.pages.slice(0, 1), pageParams: rows.pageParams.slice(0, 1) },
  );
  longLists.delete(query.queryHash);
  told();
  await queries.invalidateQueries({ queryKey, exact: true });
}

/** Writes what events say into what is shown, and reads again what they made stale. */
export class Refresher {
  private readonly readings = new Map<string, Readings>();
  private readonly waiting = new Set<string>();

  constructor(
    private readonly queries: QueryClient,
    private readonly live: LiveRules,
    private readonly chance: () => number = Math.random,
  ) {}

  start(): () => void {
    document.addEventListener("visibilitychange", this.onVisibility);
    return () => {
      document.removeEventListener("visibilitychange", this.onVisibility);
      for (const { next } of this.readings.values()) window.clearTimeout(next?.timer);
    };
  }

  heard(event: LiveEvent): void {
    const { rules, patches } = this.live;
    const ids = idsOf(event);
    const isAbout = ({ queryKey }: Query) => concerns(queryKey[2] as Init | undefined, ids);
    patch(this.queries, patches, event, isAbout);
    const stale = new Map<string, Pace>();
    for (const rule of rules.filter(({ events }) => isNamed(event.name, events))) {
      for (const path of rule.paths) {
        stale.set(path, hurried(stale.get(path), this.paceOf(path, rule.pace)));
      }
    }
    if (stale.size === 0) return;
    this.renew((query) => (isAbout(query) ? stale.get(pathOf(query)) : undefined));
  }

  /** Events were missed: everything is read again. */
  gap(): void {
    this.renew((query) => this.paceOf(pathOf(query)));
  }

  /** Renew what is stale: `paceOf` tells how soon, or undefined where it is not. */
  private renew(paceOf: (query: Query) => Pace | undefined): void {
    for (const query of this.queries.getQueryCache().getAll()) {
      const pace = paceOf(query);
      if (pace === undefined) continue;
      if (!query.isActive()) query.invalidate();
      else if (isLong(query)) longLists.add(query.queryHash);
      else this.schedule(query.queryHash, pace);
    }
    told();
  }

  private schedule(queryHash: string, pace: Pace): void {
    if (document.hidden) {
      this.waiting.add(queryHash);
      return;
    }
    const readings = this.readings.get(queryHash) ?? { spent: 0, at: 0, next: undefined };
    this.readings.set(queryHash, readings);
    const { next } = readings;
    if (next !== undefined && next.every_ms <= pace.every_ms) return;
    const now = performance.now();
    const spent = Math.max(0, readings.spent - (now - readings.at) / pace.every_ms);
    const rest = (spent - pace.at_once + 1) * pace.every_ms;
    const wait = Math.max(pace.first_ms, rest) + this.chance() * pace.spread_ms;
    const due = Math.min(now + wait, next?.due ?? Infinity);
    window.clearTimeout(next?.timer);
    const timer = window.setTimeout(() => {
      readings.next = undefined;
      readings.spent += 1;
      this.read(queryHash);
    }, due - now);
    Object.assign(readings, { spent, at: now, next: { due, every_ms: pace.every_ms, timer } });
  }

  private paceOf(path: string, name?: string): Pace {
    const { paces, pace_of } = this.live;
    const named = paces[name ?? pace_of[path] ?? ""];
    return named ?? (path.includes("{") ? paces.soon : paces.calm);
  }

  private read(queryHash: string): void {
    const query = this.queries.getQueryCache().get(queryHash);
    if (query === undefined) return;
    void this.queries.invalidateQueries({ queryKey: query.queryKey, exact: true });
  }

  private readonly onVisibility = (): void => {
    if (document.hidden) return;
    for (const queryHash of this.waiting) this.read(queryHash);
    this.waiting.clear();
  };
}

function hurried(one: Pace | undefined, other: Pace): Pace {
  return one !== undefined && one.every_ms < other.every_ms ? one : other;
}

function pathOf({ queryKey }: Query): string {
  return String(queryKey[1]);
}

function isLong(query: Query): boolean {
  const data = query.state.data as { pages?: unknown } | undefined;
  return Array.isArray(data?.pages) && data.pages.length > PAGES_AT_MOST;
}

/** Return the ids by which paths name what an event is about. */
function idsOf(event: LiveEvent): Record<string, unknown> {
  const [kind = ""] = event.name.split(".");
  return {
    location_id: event.data.location_id,
    command_id: event.data.command_id,
    [`${kind}_id`]: event.aggregate_id,
    ...(event.station_id !== null && { station_id: event.station_id }),
  };
}

function concerns(init: Init | undefined, ids: Record<string, unknown>): boolean {
  const { path = {}, query = {} } = init?.params ?? {};
  const isOther = (name: string, asked: unknown) => ids[name] != null && ids[name] !== asked;
  if (Object.entries(path).some(([name, asked]) => isOther(name, asked))) return false;
  return ["station_id", "location_id"].every(
    (name) => query[name] === undefined || !isOther(name, query[name]),
  );
}
