import { renewing } from "@/lib/renew";

/** How to read parties and partners anew after something was done to one. */
export const useRenew = renewing(/^\/api\/v1\/(roaming|locations)\b/);
