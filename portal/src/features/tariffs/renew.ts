import { renewing } from "@/lib/renew";

/** How to read tariffs, and where they hold, anew after something was done to one. */
export const useRenew = renewing(/^\/api\/v1\/tariff/);
