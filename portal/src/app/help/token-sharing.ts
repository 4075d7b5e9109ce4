import type { Help } from "@/app/help/help";
import { t } from "@/lib/words";

export const help: Help = {
  title: t("Our drivers at partners"),
  answers: t(
    "Which of our drivers can charge at partners' chargers, and who decides it each time?",
  ),
  words: [
    [t("Token"), t("What a driver shows at a charger: a card, an app, the id of a contract.")],
    [
      t("Without asking us"),
      t("The partner decides by what we told it; faster, and deaf to the rules of fleets."),
    ],
  ],
  todo: [t("Choose nobody, and every token that was told is told once more, as not valid.")],
};
