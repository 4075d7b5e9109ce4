import { useSyncExternalStore } from "react";

/** One clock for every age on the screen: it ticks once a second while somebody looks. */
const listeners = new Set<() => void>();
let now = Date.now();
let timer: number | undefined;

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  timer ??= window.setInterval(tick, 1000);
  return () => {
    listeners.delete(listener);
    if (listeners.size === 0) {
      window.clearInterval(timer);
      timer = undefined;
    }
  };
}

function tick(): void {
  if (document.hidden) return;
  now = Date.now() + serverAheadMs;
  for (const listener of listeners) listener();
}

let serverAheadMs = 0;

/** Learn the server's time, so that ages are right where the reader's clock is wrong. */
export function learnServerTime(serverNow: number): void {
  const ahead = serverNow - Date.now();
  serverAheadMs = Math.abs(ahead) < 2_000 ? 0 : ahead;
  now = Date.now() + serverAheadMs;
}

/** Learn the server's time from an answer of now. */
export function learnFrom(response: Response): void {
  const said = Date.parse(response.headers.get("Date") ?? "");
  if (!Number.isNaN(said)) learnServerTime(said);
}

/** Return the server's present, in milliseconds since 1970, renewed every second. */
export function useNow(): number {
  return useSyncExternalStore(subscribe, () => now);
}

/** Return the server's present once. */
export function serverNow(): number {
  return Date.now() + serverAheadMs;
}
