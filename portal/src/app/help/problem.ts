import type { Help } from "@/app/help/help";
import { t } from "@/lib/words";

export const help: Help = {
  title: t("Access problem"),
  answers: t("What is wrong, what showed it, and what helps?"),
  words: [
    [t("Evidence"), t("What the charger was asked and answered, or the attempts that showed it.")],
  ],
  todo: [
    t("Read what to do, and retry when it was done: the charger is told its mode anew."),
    t("Acknowledge it, so that others need not look as well."),
  ],
};
