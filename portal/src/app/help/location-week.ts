import type { Help } from "@/app/help/help";
import { t } from "@/lib/words";

export const help: Help = {
  title: t("Who may charge, by hour"),
  answers: t("At which hours may anybody charge here, and when does that change next?"),
  words: [
    [t("Freevend"), t("Whoever plugs in may charge; nobody is asked.")],
    [t("Managed access"), t("Only those who are known may charge.")],
    [
      t("Next change"),
      t("When the mode becomes another one. What passed is shown as it was expected then."),
    ],
  ],
  todo: [
    t("Choose a day to see its hours, or go to the weeks before and after."),
    t("Open a station to override its mode or to give it another policy."),
  ],
};
