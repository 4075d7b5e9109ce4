import { renewing } from "@/lib/renew";

/** How to read settings, their history and proposals anew after one was changed. */
export const useRenew = renewing(/^\/api\/v1\/settings\b/);
