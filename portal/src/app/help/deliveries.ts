import type { Help } from "@/app/help/help";
import { t } from "@/lib/words";

export const help: Help = {
  title: t("The log of a webhook"),
  answers: t("What was sent, what did the receiver answer, and what is still to come?"),
  words: [
    [t("Waits"), t("It is on its way, or is tried again at the next attempt.")],
    [t("Taken"), t("The receiver answered 2xx.")],
    [t("Failed"), t("Ten attempts were in vain, or the webhook was disabled.")],
  ],
  todo: [
    t("Select rows and send them again, or all that failed since an instant."),
    t("Open one to see each attempt and what was answered."),
  ],
};
