import { renewing } from "@/lib/renew";

/** How to read CDRs anew after one was taken back. */
export const useRenew = renewing(/^\/api\/v1\/(cdrs\b|sessions\/\{session_id\}\/cost)/);
