import type { Help } from "@/app/help/help";
import { t } from "@/lib/words";

export const help: Help = {
  title: t("To write or change an entry"),
  answers: t("What are people told, in which language, and when?"),
  words: [
    [t("Prominent"), t("It stands first until it is read, and the bell is loud about it.")],
    [t("Published at"), t("From then on it is seen; before that only by those who write news.")],
  ],
  todo: [
    t("Say what people can do now, and not how it was made."),
    t("Write it in English at least; German readers see German where there is it."),
  ],
};
