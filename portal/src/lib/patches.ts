import type { Query, QueryClient } from "@tanstack/react-query";

import type { LiveEvent } from "@/lib/events";
import { isNamed } from "@/lib/live";

/** What an event says of rows that are shown: it is written into them, and nothing is read. */
export interface Patch {
  events: readonly string[];
  path: string;
  /** Return the row or answer as it is since the event; the same one where it is not about it. */
  change: (row: unknown, event: LiveEvent, asked: Readonly<Record<string, unknown>>) => unknown;
}

/** Write what an event says into the answers that are shown, wherever it is newer than they. */
export function patch(
  queries: QueryClient,
  patches: readonly Patch[],
  event: LiveEvent,
  concerns: (query: Query) => boolean,
): void {
  for (const one of patches) {
    if (!isNamed(event.name, one.events)) continue;
    const shown = queries.getQueryCache().findAll({
      queryKey: ["get", one.path],
      type: "active",
      predicate: (query) => query.state.data !== undefined && concerns(query),
    });
    for (const { queryKey, state } of shown) {
      const asked = askedOf(queryKey);
      const changed = each(state.data, (row) => one.change(row, event, asked));
      if (changed === state.data) continue;
      queries.setQueryData(queryKey, changed, { updatedAt: state.dataUpdatedAt });
    }
  }
}

/** Change a list, its pages or a single thing; what does not change stays the same object. */
function each(data: unknown, change: (row: unknown) => unknown): unknown {
  if (Array.isArray(data)) return sameOr(data, data.map(change));
  if (typeof data !== "object" || data === null) return data;
  for (const name of ["pages", "items"] as const) {
    const rows = (data as Record<string, unknown>)[name];
    if (!Array.isArray(rows)) continue;
    const changed = sameOr(
      rows,
      rows.map((row) => (name === "pages" ? each(row, change) : change(row))),
    );
    return changed === rows ? data : { ...data, [name]: changed };
  }
  return change(data);
}

function sameOr<T>(before: readonly T[], after: readonly T[]): readonly T[] {
  return after.some((one, index) => one !== before[index]) ? after : before;
}

function askedOf(queryKey: readonly unknown[]): Readonly<Record<string, unknown>> {
  const init = queryKey[2] as { params?: { query?: Record<string, unknown> } } | undefined;
  return init?.params?.query ?? {};
}
