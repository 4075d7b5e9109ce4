import type { Help } from "@/app/help/help";
import { t } from "@/lib/words";

export const help: Help = {
  title: t("What's new"),
  answers: t("What can be done since the last release, and what do our own people tell us?"),
  words: [
    [t("important"), t("It stands first until it is read.")],
    [t("Platform"), t("What a release of Chargehouse brought.")],
  ],
  todo: [
    t("Mark all as read: the bell counts what comes afterwards."),
    t("Who may write news adds entries for everybody, now or for later."),
  ],
};
