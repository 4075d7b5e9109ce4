import type { Help } from "@/app/help/help";
import { t } from "@/lib/words";

export const help: Help = {
  title: t("Stations for a policy"),
  answers: t("Which stations is this policy to govern?"),
  words: [
    [
      t("Governed"),
      t("Exactly one policy governs a station: this one takes the place of what did."),
    ],
  ],
  todo: [t("Choose stations, then “Give them the policy”. What came of it is told for each.")],
};
