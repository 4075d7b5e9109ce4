import type { Schemas } from "@/api/types";
import type { Tone } from "@/components/status";
import { t } from "@/lib/words";

type Status = Schemas["Proposal"]["status"];

/** What may become of a proposed change, in a word. */
export const statuses: Readonly<Record<Status, { label: string; tone: Tone }>> = {
  open: { label: t("waits"), tone: "busy" },
  approved: { label: t("approved"), tone: "good" },
  declined: { label: t("declined"), tone: "quiet" },
  withdrawn: { label: t("withdrawn"), tone: "quiet" },
  expired: { label: t("expired"), tone: "quiet" },
};
