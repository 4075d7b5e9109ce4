import { renewing } from "@/lib/renew";

/** How to read vehicles and identifiers anew after something was done to one. */
export const useRenew = renewing(
  /^\/api\/v1\/(vehicles|identifiers|agreements|access\/explanations)\b/,
);
