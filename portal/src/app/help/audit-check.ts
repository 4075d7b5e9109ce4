import type { Help } from "@/app/help/help";
import { t } from "@/lib/words";

export const help: Help = {
  title: t("Is the log whole?"),
  answers: t("Was an entry changed, removed or put in afterwards?"),
  words: [
    [t("Head"), t("A signed statement of how the log stood; one each minute in which it grew.")],
    [t("Anchor"), t("The head of a day, which carries the hash of the one before.")],
    [
      t("Witness"),
      t("Somewhere outside that keeps each anchor, so that not even we can make the log anew."),
    ],
  ],
  todo: [
    t("Verify the log; if it is broken, the first bad entry is named."),
    t("Set up a witness before you need it."),
  ],
};
