import type { Help } from "@/app/help/help";
import { t } from "@/lib/words";

export const help: Help = {
  title: t("The terms of an agreement"),
  answers: t("Where, when, and on how fresh a list may the partner's drivers charge?"),
  words: [
    [t("Where"), t("Everywhere, or at the locations and stations that you name.")],
    [t("Hours"), t("By the clock at the location; 22:00 to 06:00 passes midnight.")],
    [t("A feed is believed"), t("Past that time everybody is refused until the next good feed.")],
  ],
  todo: [t("Choose a time well beyond the rhythm in which the partner's system sends.")],
};
