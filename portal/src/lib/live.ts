import { useEffect, useSyncExternalStore } from "react";

import type { LiveEvent, StreamState } from "@/lib/events";
import { follow } from "@/lib/stream";

const HIDDEN_AT_MOST_MS = 5 * 60_000;

/** What the tab that reads the stream tells the others of the same browser. */
type Message =
  { kind: "event"; event: LiveEvent } | { kind: "open" | "lost" | "gap" | "who reads?" };

/** Whether what is shown follows what happens; `since` is the reader's clock, in milliseconds. */
export interface LiveStatus {
  /** The slug of the tenant that is followed. */
  tenant: string | null;
  state: "off" | "starting" | "open" | "lost";
  since: number;
}

type Handler = (event: LiveEvent) => void;

const handlers = new Set<Handler>();
const gapHandlers = new Set<() => void>();
const watchers = new Set<() => void>();
let status: LiveStatus = { tenant: null, state: "off", since: 0 };

function become(tenant: string, state: LiveStatus["state"]): void {
  if (status.state === state && status.tenant === tenant) return;
  status = { tenant, state, since: Date.now() };
  for (const watcher of watchers) watcher();
}

function watch(watcher: () => void): () => void {
  watchers.add(watcher);
  return () => watchers.delete(watcher);
}

/** Whether events come, renewed when that changes. */
export function useLiveStatus(): LiveStatus {
  return useSyncExternalStore(watch, () => status);
}

/** Whether a name is one of these; `session.*` means every name that begins so. */
export function isNamed(name: string, wanted: readonly string[]): boolean {
  return wanted.some((one) =>
    one.endsWith("*") ? name.startsWith(one.slice(0, -1)) : name === one,
  );
}

/** Hear every event; returns how to stop. */
export function onLiveEvent(handler: Handler): () => void {
  handlers.add(handler);
  return () => handlers.delete(handler);
}

/** Be told when events were missed: all that is shown may be old. Returns how to stop. */
export function onLiveGap(handler: () => void): () => void {
  gapHandlers.add(handler);
  return () => gapHandlers.delete(handler);
}

/**
 * Hear events of these names while a page is shown; give the same array and handler each time.
 * What is only to be read again needs none of this: the rules in `app/live-rules.ts` do it.
 */
export function useLiveEvents(names: readonly string[], handler: Handler): void {
  useEffect(
    () =>
      onLiveEvent((event) => {
        if (isNamed(event.name, names)) handler(event);
      }),
    [names, handler],
  );
}

/**
 * Follow what happens in a tenant; returns how to stop. One tab of a browser reads the stream and
 * tells the others; where the browser has no locks (plain http from elsewhere) each reads it.
 * A tab that nobody saw for five minutes stops, and reads all anew when somebody comes back.
 */
export function startLive(tenant: string): () => void {
  const live = new Following(tenant);
  live.start();
  return () => live.end();
}

class Following {
  private readonly name: string;
  private readonly locks = (navigator as { locks?: LockManager }).locks;
  private channel: BroadcastChannel | null = null;
  private reading: AbortController | null = null;
  private leads = false;
  private last: string | null = null;
  private hidden: number | undefined;

  constructor(private readonly tenant: string) {
    this.name = `chargehouse-live:${tenant}`;
  }

  start(): void {
    document.addEventListener("visibilitychange", this.onVisibility);
    become(this.tenant, "starting");
    this.run();
  }

  end(): void {
    document.removeEventListener("visibilitychange", this.onVisibility);
    window.clearTimeout(this.hidden);
    this.pause();
    become(this.tenant, "off");
  }

  private run(): void {
    const reading = new AbortController();
    this.reading = reading;
    if (this.locks === undefined) {
      void this.read(reading.signal);
      return;
    }
    this.channel = new BroadcastChannel(this.name);
    this.channel.onmessage = ({ data }: MessageEvent<Message>) => this.told(data);
    this.channel.postMessage({ kind: "who reads?" } satisfies Message);
    this.locks
      .request(this.name, { signal: reading.signal }, () => this.read(reading.signal))
      .catch(() => undefined);
  }

  private pause(): void {
    this.reading?.abort();
    this.reading = null;
    this.channel?.close();
    this.channel = null;
    this.last = null;
  }

  private async read(signal: AbortSignal): Promise<void> {
    this.leads = true;
    await follow(
      {
        heard: (event) => this.pass({ kind: "event", event }),
        gap: () => this.pass({ kind: "gap" }),
        state: (state) => this.pass(stateMessage(state)),
      },
      signal,
      this.last,
    );
    this.leads = false;
  }

  private pass(message: Message | null): void {
    if (message === null) return;
    this.channel?.postMessage(message);
    this.take(message);
  }

  private told(message: Message): void {
    if (message.kind !== "who reads?") this.take(message);
    else if (this.leads && (status.state === "open" || status.state === "lost")) {
      this.channel?.postMessage({ kind: status.state } satisfies Message);
    }
  }

  private take(message: Message): void {
    if (message.kind === "event") {
      this.last = message.event.id;
      for (const handler of handlers) handler(message.event);
    } else if (message.kind === "gap") {
      for (const handler of gapHandlers) handler();
    } else if (message.kind === "open" || message.kind === "lost") {
      become(this.tenant, message.kind);
    }
  }

  private readonly onVisibility = (): void => {
    window.clearTimeout(this.hidden);
    if (document.hidden) {
      this.hidden = window.setTimeout(() => this.pause(), HIDDEN_AT_MOST_MS);
    } else if (this.reading === null) {
      this.run();
      this.take({ kind: "gap" });
    }
  };
}

/** To connect is no news: either it comes to something, or it is lost. */
function stateMessage(state: StreamState): Message | null {
  if (state === "connecting") return null;
  return { kind: state === "open" ? "open" : "lost" };
}
