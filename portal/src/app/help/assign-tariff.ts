import type { Help } from "@/app/help/help";
import { t } from "@/lib/words";

export const help: Help = {
  title: t("Where a tariff holds"),
  answers: t("At which place, and from when until when?"),
  words: [
    [
      t("Nearest"),
      t("A station's own tariff goes before its location's, and that before everywhere."),
    ],
    [t("Valid"), t("Sessions that began before it keep the tariff that they have.")],
  ],
  todo: [t("Check the time: a session takes the tariff that holds when it begins.")],
};
