import type { QueryClient } from "@tanstack/react-query";
import { useEffect, useState } from "react";

import { liveRules } from "@/app/live-rules";
import { onLiveEvent, onLiveGap, startLive, useLiveStatus } from "@/lib/live";
import type { Me } from "@/lib/me";
import { Refresher } from "@/lib/refresh";

const PATIENCE_MS = 300;

/**
 * Follow what happens in the tenant, and read again what becomes stale by it.
 *
 * Returns whether pages may read: they wait a moment for the stream, so that nothing happens
 * unheard between their reading and its beginning.
 */
export function useLive(me: Me, queries: QueryClient): boolean {
  const { slug } = me.tenant;
  const follows = me.permissions.includes("events.read");
  const { state, tenant } = useLiveStatus();
  const [begun, setBegun] = useState(!follows);
  const settled = tenant === slug && (state === "open" || state === "lost");
  if (settled && !begun) setBegun(true);
  useEffect(() => {
    if (!follows) return;
    const refresher = new Refresher(queries, liveRules);
    const ends = [
      onLiveEvent((event) => refresher.heard(event)),
      onLiveGap(() => refresher.gap()),
      refresher.start(),
      startLive(slug),
    ];
    const patience = window.setTimeout(() => setBegun(true), PATIENCE_MS);
    return () => {
      window.clearTimeout(patience);
      for (const end of ends) end();
    };
  }, [queries, slug, follows, me.csrf_token]);
  useEffect(() => {
    if (state !== "open") return;
    void queries.refetchQueries({
      type: "active",
      predicate: (query) => query.state.status === "error",
    });
  }, [state, queries]);
  return begun;
}
