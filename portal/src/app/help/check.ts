import type { Help } from "@/app/help/help";
import { t } from "@/lib/words";

export const help: Help = {
  title: t("Check a card"),
  answers: t("What would be decided if somebody held this card to a charger now?"),
  words: [
    [t("Class"), t("Whose card it is: your own, unknown, inactive, expired or another's.")],
    [t("At station"), t("A station in freevend asks nobody, so that its answer is another one.")],
  ],
  todo: [
    t("Type the number from the card, or read it from the charger's display."),
    t("Nothing is kept of a check, and nothing is told to a charger."),
  ],
};
