import { useCallback, useSyncExternalStore } from "react";

import { useMe } from "@/lib/me";

const watchers = new Set<() => void>();

function watch(watcher: () => void): () => void {
  watchers.add(watcher);
  return () => watchers.delete(watcher);
}

/** The location that lists begin with, by its id, kept for each tenant; null is all of them. */
export function useLocationFilter() {
  const { tenant } = useMe();
  const key = `chargehouse.location.${tenant.slug}`;
  const location = useSyncExternalStore(watch, () => window.localStorage.getItem(key));
  const choose = useCallback(
    (id: string | null) => {
      if (id === null) window.localStorage.removeItem(key);
      else window.localStorage.setItem(key, id);
      for (const watcher of watchers) watcher();
    },
    [key],
  );
  return { location, choose };
}
