import type { Schemas } from "@/api/types";
import { t } from "@/lib/words";

/** The kinds of access problems, in a few words. */
export const problemKinds: Readonly<Record<Schemas["ProblemView"]["kind"], string>> = {
  charger_offline: t("was offline"),
  no_answer: t("did not answer"),
  change_refused: t("refused the change"),
  not_applied: t("did not apply the change"),
  setting_forgotten: t("forgot its mode"),
  no_boot: t("did not restart"),
  setting_unreadable: t("mode cannot be read"),
  boundary_missed: t("missed a change"),
  mode_lost: t("left its mode"),
  not_enforceable: t("nothing holds there"),
  asks_in_freevend: t("asks in freevend"),
  starts_unasked: t("starts without asking"),
  free_tag_in_managed: t("freevend tag in managed hours"),
  list_not_kept: t("does not keep its list"),
  refused_start_goes_on: t("charges on though refused"),
};
