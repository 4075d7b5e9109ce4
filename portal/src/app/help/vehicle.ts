import type { Help } from "@/app/help/help";
import { t } from "@/lib/words";

export const help: Help = {
  title: t("A vehicle"),
  answers: t("How may this vehicle start to charge, and when did it?"),
  words: [
    [t("Identifier"), t("What is held to the charger, or sent by the car. It is shown masked.")],
    [t("Valid until"), t("From then on it is refused.")],
  ],
  todo: [
    t("Assign an identifier that is already known, or add a new one."),
    t("Deactivate a lost card at once; the next attempt is refused."),
  ],
};
