import { useSyncExternalStore } from "react";

/** The pages that a link with a token leads to. */
type Linked = "first-run" | "invitation";

const KEPT = "chargehouse-link-tokens";
const kept = new Map<Linked, string>(keptOnce());
const watchers = new Set<() => void>();

/** Keep the tokens for the next load of the page in this tab, and no longer: it begins anew. */
export function keepLinkTokensOnce(): void {
  if (kept.size > 0) sessionStorage.setItem(KEPT, JSON.stringify([...kept]));
}

function keptOnce(): [Linked, string][] {
  const text = sessionStorage.getItem(KEPT);
  sessionStorage.removeItem(KEPT);
  return text === null ? [] : (JSON.parse(text) as [Linked, string][]);
}

/** Keep the token of a link, which leaves the address bar at once. */
export function keepLinkToken(page: Linked, token: string): void {
  kept.set(page, token);
  for (const watcher of watchers) watcher();
}

/** Return the token by whose link one came to a page; null without one. */
export function useLinkToken(page: Linked): string | null {
  return useSyncExternalStore(
    (watcher) => {
      watchers.add(watcher);
      return () => watchers.delete(watcher);
    },
    () => kept.get(page) ?? null,
  );
}
