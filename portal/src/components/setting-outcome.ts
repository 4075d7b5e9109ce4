import type { Schemas } from "@/api/types";
import { tellDone } from "@/components/toasts";
import { t } from "@/lib/words";

/** Tell what became of a change: it holds, or waits for a second person. */
export function tellOutcome(outcome: Schemas["ChangeOutcome"] | undefined): void {
  if (outcome === undefined) return;
  if (outcome.proposal === null) {
    tellDone(t("It holds from now on"), t("Every process knows it within a second."));
  } else {
    tellDone(
      t("The change is proposed"),
      t("It is made when another person approves it, within seven days."),
    );
  }
}
