import { renewing } from "@/lib/renew";

/** How to read webhooks and their log anew after something of them was changed. */
export const useRenew = renewing(/^\/api\/v1\/webhook(s|-deliveries)\b/);
