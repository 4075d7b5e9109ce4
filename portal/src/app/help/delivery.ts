import type { Help } from "@/app/help/help";
import { t } from "@/lib/words";

export const help: Help = {
  title: t("A delivery"),
  answers: t("What was this webhook told of this event, and what did it say?"),
  words: [
    ["webhook-id", t("The id of the event; it stays the same however often it is sent.")],
    [t("Attempt"), t("One request. There are ten at most, within about three days.")],
  ],
  todo: [
    t("Read what the receiver answered: it unfolds at each attempt."),
    t("When the receiver is mended, send it again."),
  ],
};
