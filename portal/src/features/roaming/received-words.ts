import type { Schemas } from "@/api/types";
import type { Tone } from "@/components/status";
import { t } from "@/lib/words";

export type Received = Schemas["ReceivedRow"];

/** How an object of a partner stands, in a word, by what OCPI calls it. */
const states: Readonly<Record<string, readonly [tone: Tone, word: string]>> = {
  ACTIVE: ["busy", t("charging")],
  PENDING: ["quiet", t("not begun")],
  RESERVATION: ["quiet", t("reserved")],
  COMPLETED: ["good", t("over")],
  INVALID: ["warn", t("not valid")],
  PUBLISHED: ["good", t("published")],
  HIDDEN: ["quiet", t("hidden")],
  VALID: ["good", t("valid")],
  CREDIT: ["busy", t("credit")],
  CONNECTED: ["good", t("connected")],
  OFFLINE: ["warn", t("offline")],
  PLANNED: ["quiet", t("planned")],
  SUSPENDED: ["warn", t("suspended")],
};

/** Return how an object stands; what is not known here is called as the partner does. */
export function stateOf({ status, unlisted_at }: Received): readonly [tone: Tone, word: string] {
  if (unlisted_at !== null) return ["quiet", t("listed no more")];
  if (status === null) return ["quiet", "–"];
  return states[status] ?? ["quiet", status];
}

/** Return what an object is called: by its title, else by its id, else by what is shown of it. */
export function titleOf({ title, object_id, masked_token }: Received): string {
  return title ?? object_id ?? masked_token ?? "–";
}
