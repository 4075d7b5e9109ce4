import { renewing } from "@/lib/renew";

/** How to read news, and what is unread of it, anew after something of it was changed. */
export const useRenew = renewing(/^\/api\/v1\/news\b/);
