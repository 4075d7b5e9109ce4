import { rest } from "@/api/client";
import type { Schemas } from "@/api/types";
import { serverNow } from "@/lib/ticking";

const SOON_MS = 500;
const SELDOM_MS = 30_000;

/** When a delivery that waits is looked at again: nobody is told by an event what came of it. */
function lookAgain(detail: Schemas["DeliveryDetail"] | undefined): number | false {
  if (detail?.delivery.status !== "pending") return false;
  const { next_at } = detail.delivery;
  const wait = next_at === null ? 0 : Date.parse(next_at) - serverNow();
  return Math.min(Math.max(wait, SOON_MS), SELDOM_MS);
}

/** Read a delivery with its attempts, and anew until it has come to its end. */
export function useDelivery(id: string) {
  return rest.useQuery(
    "get",
    "/api/v1/webhook-deliveries/{delivery_id}",
    { params: { path: { delivery_id: id } } },
    { refetchInterval: ({ state }) => lookAgain(state.data) },
  );
}
