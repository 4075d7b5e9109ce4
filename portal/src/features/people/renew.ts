import { renewing } from "@/lib/renew";

/** How to read people, and what they may do, anew after something of it was changed. */
export const useRenew = renewing(/^\/api\/v1\/(users|departments|tokens|me\/factors)\b/);
