import type { Help } from "@/app/help/help";
import { t } from "@/lib/words";

export const help: Help = {
  title: t("A new tariff"),
  answers: t("What does charging cost, at all times the same?"),
  words: [
    [t("Parking"), t("The vehicle is connected and asks for no power.")],
    [t("VAT"), t("On top of the prices; where it is not said, nobody knows the sum with taxes.")],
  ],
  todo: [t("Leave a price empty where that use costs nothing.")],
};
