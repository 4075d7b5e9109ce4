import { renewing } from "@/lib/renew";

/** How to read anew what is expected of stations, and of what governs it, after something was changed. */
export const useRenewAccess = renewing(
  /^\/api\/v1\/(access\/(policies|problems|controls|mode-changes)|stations\/\{station_id\}\/(access|local-list|overrides)|locations\/\{location_id\}\/access|overview)/,
);
