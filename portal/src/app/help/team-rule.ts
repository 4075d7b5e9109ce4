import type { Help } from "@/app/help/help";
import { t } from "@/lib/words";

export const help: Help = {
  title: t("A rule of a fleet"),
  answers: t("Where and when does the rule hold, and what does it do?"),
  words: [
    [t("Everywhere"), t("At every location of the tenant, those that come later as well.")],
    [t("From, to"), t("22:00 to 06:00 passes midnight; 00:00 to 00:00 is a whole day.")],
  ],
  todo: [t("Save it, then ask on the fleet's page what would happen at that hour.")],
};
