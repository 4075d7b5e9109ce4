import { renewing } from "@/lib/renew";

/** How to read fleets, and what names them, anew after something was done to one. */
export const useRenew = renewing(/^\/api\/v1\/(fleets|vehicles|access\/explanations)\b/);
