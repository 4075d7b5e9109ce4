const KEY = "chargehouse.tenant";

/** Return the slug of the tenant that this browser saw last. */
export function lastTenant(): string | null {
  return window.localStorage.getItem(KEY);
}

export function rememberTenant(slug: string): void {
  window.localStorage.setItem(KEY, slug);
}
