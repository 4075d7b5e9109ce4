import type { Help } from "@/app/help/help";
import { t } from "@/lib/words";

export const help: Help = {
  title: t("Attempts to charge"),
  answers: t("Who wanted to charge, where and when, and what came of it?"),
  words: [
    [
      t("Attempt"),
      t("One wish to charge: the question that a charger asks, and the start that follows it."),
    ],
    [t("Not needed"), t("In freevend nothing is decided: whoever plugs in may charge.")],
  ],
  todo: [t("Filter by a vehicle to see where it tried to charge.")],
};
