import type { Help } from "@/app/help/help";
import { t } from "@/lib/words";

export const help: Help = {
  title: t("An entry"),
  answers: t("What was done, what was it before, and is this entry in the signed log?"),
  words: [
    [t("Before and after"), t("Only the fields that changed.")],
    [t("Proof"), t("The hashes that lead from the entry to the root that was signed.")],
  ],
  todo: [
    t("Go on to the thing itself, or to all that was done to it."),
    t("Download the proof for whoever does not believe us."),
  ],
};
