import type { Help } from "@/app/help/help";
import { t } from "@/lib/words";

export const help: Help = {
  title: t("An agreement"),
  answers: t("Where and when may this partner's drivers charge, and why was one refused?"),
  words: [
    [t("Feed"), t("The partner's list, whole or in part; all of it is applied, or nothing.")],
    [t("Full, partial"), t("A full list replaces what was known; a part adds to it.")],
    [
      t("Passed over"),
      t("An own vehicle's identifier decides first, then agreements by name; the others are kept."),
    ],
  ],
  todo: [
    t("Pick a station and a time to see what it says of a start there."),
    t("Give the partner's system a token that may feed agreements and nothing else."),
  ],
};
