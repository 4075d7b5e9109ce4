import type { Help } from "@/app/help/help";
import { t } from "@/lib/words";

export const help: Help = {
  title: t("Fields of an identifier"),
  answers: t("What is kept of a card, and what follows from it?"),
  words: [
    [
      t("Value"),
      t("The number that the card or the car tells. It is typed once, and masked ever after."),
    ],
    [t("Group"), t("Whoever has the same group may stop each other's sessions.")],
    [t("Status"), t("Only an active one may charge.")],
    [t("Valid from, valid until"), t("Your own local time. Left empty, there is no such bound.")],
  ],
  todo: [
    t("Another number is another identifier: add it, and deactivate this one."),
    t("Up to 20 characters where chargers of OCPP 1.6 shall know it."),
  ],
};
