import type { Help } from "@/app/help/help";
import { t } from "@/lib/words";

export const help: Help = {
  title: t("Public holidays"),
  answers: t("On which holidays shall another mode hold?"),
  words: [
    [t("Exception"), t("A mode on days or hours that come once; it goes before the week.")],
    [t("Overlap"), t("A day that an exception of the policy has already: that one stays.")],
  ],
  todo: [
    t("Choose the country and the years, look at the days, and leave out what is none for you."),
  ],
};
