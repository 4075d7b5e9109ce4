import type { Help } from "@/app/help/help";
import { t } from "@/lib/words";

export const help: Help = {
  title: t("Changes of its mode"),
  answers: t("When was this charger told another mode, and what did it say?"),
  words: [
    [t("Confirmed"), t("The charger said the new mode when it was asked afterwards.")],
    [t("Missed"), t("It was away when the mode was to change; only the latest is made up for.")],
  ],
  todo: [t("Press a mode to see all that the charger was asked and answered.")],
};
