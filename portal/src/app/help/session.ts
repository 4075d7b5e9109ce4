import type { Help } from "@/app/help/help";
import { t } from "@/lib/words";

export const help: Help = {
  title: t("A session"),
  answers: t("What happened from plugging in to leaving, and is it right?"),
  words: [
    [
      t("Energy"),
      t("The charger's meter at the end, less that at the start; the rule says how it was found."),
    ],
    [t("SoC"), t("How full the battery is, as far as the car tells.")],
    [t("Decision"), t("Why this start was allowed.")],
    [
      t("Repair"),
      t("To settle by hand what the charger never told. It is kept who did it and why."),
    ],
  ],
  todo: [
    t("Stop it with a reason when it must end; the charger's own answer is shown."),
    t("Read the timeline: every message, decision and change is in it."),
  ],
};
