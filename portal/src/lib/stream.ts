import { EventSourceParserStream } from "eventsource-parser/stream";

import { ownHeaders, tellSignedOut } from "@/api/client";
import type { LiveEvent, StreamState } from "@/lib/events";
import { learnFrom } from "@/lib/ticking";

const SILENCE_MS = 40_000;
const FIRST_PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 15_000;

export interface Listener {
  heard: (event: LiveEvent) => void;
  state: (state: StreamState) => void;
  /** Events were missed, more than the server keeps ready: what is shown must be read anew. */
  gap: () => void;
}

/**
 * Follow the tenant's events until `signal` ends it, from the event `after` on: comes back by
 * itself, after the last event heard, with growing pauses. The server sends a sign of life every
 * 15 seconds.
 */
export async function follow(
  listener: Listener,
  signal: AbortSignal,
  after: string | null = null,
): Promise<void> {
  let last = after;
  let pause = FIRST_PAUSE_MS;
  while (!signal.aborted) {
    listener.state("connecting");
    try {
      const begunAt = performance.now();
      const response = await open(last, signal);
      if (response.status === 422 && last !== null) {
        last = null;
        listener.gap();
        continue;
      }
      if (response.status === 401) tellSignedOut(begunAt);
      if (response.ok && response.body !== null) {
        learnFrom(response);
        listener.state("open");
        if (last === null) listener.gap();
        pause = FIRST_PAUSE_MS;
        last = await read(response.body, last, listener, signal);
      }
    } catch {
      if (isAborted(signal)) return;
    }
    listener.state("away");
    await rest(pause * (0.5 + Math.random()), signal);
    pause = Math.min(pause * 2, LONGEST_PAUSE_MS);
  }
}

function isAborted(signal: AbortSignal): boolean {
  return signal.aborted;
}

function open(last: string | null, signal: AbortSignal): Promise<Response> {
  const headers: Record<string, string> = { ...ownHeaders(), Accept: "text/event-stream" };
  if (last !== null) headers["Last-Event-ID"] = last;
  return fetch("/api/v1/events/stream", { headers, signal, cache: "no-store" });
}

async function read(
  body: ReadableStream<Uint8Array<ArrayBuffer>>,
  last: string | null,
  listener: Listener,
  signal: AbortSignal,
): Promise<string | null> {
  const [alive, stopWatching] = silence(signal);
  const events = body
    .pipeThrough(alive)
    .pipeThrough(new TextDecoderStream())
    .pipeThrough(new EventSourceParserStream())
    .getReader();
  try {
    for (;;) {
      const { done, value } = await events.read();
      if (done) return last;
      last = value.id ?? last;
      listener.heard(JSON.parse(value.data) as LiveEvent);
    }
  } catch {
    return last;
  } finally {
    stopWatching();
    events.cancel().catch(() => undefined);
  }
}

/** Pass bytes on; break the stream when none came for too long, as a dead network does not. */
function silence(
  signal: AbortSignal,
): [TransformStream<Uint8Array<ArrayBuffer>, Uint8Array<ArrayBuffer>>, () => void] {
  let timer: number | undefined;
  const stop = () => window.clearTimeout(timer);
  const watch = (controller: TransformStreamDefaultController<Uint8Array<ArrayBuffer>>) => {
    stop();
    timer = window.setTimeout(() => controller.error(new Error("silence")), SILENCE_MS);
  };
  signal.addEventListener("abort", stop, { once: true });
  const stream = new TransformStream<Uint8Array<ArrayBuffer>, Uint8Array<ArrayBuffer>>({
    start: watch,
    transform(chunk, controller) {
      watch(controller);
      controller.enqueue(chunk);
    },
    flush: stop,
  });
  return [stream, stop];
}

function rest(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = window.setTimeout(resolve, ms);
    const end = () => {
      window.clearTimeout(timer);
      resolve();
    };
    signal.addEventListener("abort", end, { once: true });
  });
}
