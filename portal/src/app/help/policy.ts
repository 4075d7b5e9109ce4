import type { Help } from "@/app/help/help";
import { t } from "@/lib/words";

export const help: Help = {
  title: t("An access policy"),
  answers: t("At which hours does which mode hold, and where?"),
  words: [
    [t("Window"), t("Hours that come back every week, by the clock at the location.")],
    [
      t("Exception"),
      t("A mode between two times that come once: a holiday, an event. It goes before the week."),
    ],
    [
      t("Version"),
      t("What the policy said until somebody changed it. A decision names the version of its day."),
    ],
  ],
  todo: [
    t("Give it to stations: each has exactly one policy."),
    t("Look at the eight weeks to come: days on which the clocks change are marked."),
  ],
};
