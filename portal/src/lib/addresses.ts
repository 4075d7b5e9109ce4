/** Return the address of a page of a tenant; `to` is below it: `stations/…`. */
export function addressIn(tenant: { slug: string }, to: string): string {
  return `/${tenant.slug}/${to}`;
}
