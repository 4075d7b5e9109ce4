import type { Help } from "@/app/help/help";
import { t } from "@/lib/words";

export const help: Help = {
  title: t("The week of a policy"),
  answers: t("How do I say at which hours which mode holds?"),
  words: [
    [t("Window"), t("Hours that come back every week, by the clock at the location.")],
    [
      t("Exception"),
      t("A mode between two times that come once: a holiday, an event. It goes before the week."),
    ],
  ],
  todo: [
    t(
      "Drag over free hours to make a window; drag it, or its edges, to change it. On a telephone, tap.",
    ),
    t(
      "By keyboard: Enter makes a window or takes hold of one, the arrows move it, with Shift they stretch it, Delete removes it, Enter again opens its exact times.",
    ),
    t("Make one day, then copy it onto others."),
    t("Windows never overlap: what is in the way is named."),
  ],
};
