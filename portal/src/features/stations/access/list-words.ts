import type { Schemas } from "@/api/types";
import type { Tone } from "@/components/status";
import { t } from "@/lib/words";

type List = Schemas["LocalListView"];

/** How a charger's list stands; what it means the server says itself. */
export const listStates: Readonly<Record<List["state"], { tone: Tone; label: string }>> = {
  in_step: { tone: "good", label: t("confirmed") },
  waiting: { tone: "busy", label: t("waits for the charger") },
  failing: { tone: "bad", label: t("not taken over") },
  not_supported: { tone: "quiet", label: t("it has none") },
  switched_off: { tone: "warn", label: t("switched off there") },
  not_needed: { tone: "quiet", label: t("not needed") },
  unknown: { tone: "quiet", label: t("not asked yet") },
};

/** How a charger answered about its list. */
export const listAnswers: Readonly<Record<NonNullable<List["outcome"]>, string>> = {
  accepted: t("accepted"),
  failed: t("failed"),
  version_mismatch: t("another version"),
  not_confirmed: t("accepted, but not taken over"),
  not_supported: t("not supported"),
  refused: t("refused"),
  offline: t("offline"),
  timed_out: t("no answer in time"),
  busy: t("too busy to be asked"),
};
