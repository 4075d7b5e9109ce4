import type { Help } from "@/app/help/help";
import { t } from "@/lib/words";

export const help: Help = {
  title: t("Our parties"),
  answers: t("Who are we to partners, and to whom belongs what names no party?"),
  words: [
    [
      t("Party"),
      t("A company in one role: two letters of its country and three of its own, as in ES-TWK."),
    ],
    [t("Default party"), t("To it belong new locations and tariffs that name none.")],
    [t("Placeholder"), t("What a new tenant begins with; partners do not know it.")],
  ],
  todo: [
    t("Choose a default party before the first partner registers."),
    t("Before a party is removed, give its locations to another one."),
  ],
};
