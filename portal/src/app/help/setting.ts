import type { Help } from "@/app/help/help";
import { t } from "@/lib/words";

export const help: Help = {
  title: t("A setting"),
  answers: t("What holds, who changed it, and what was it before?"),
  words: [
    [t("Default"), t("What holds where nobody set anything.")],
    [t("Back to"), t("Gives the setting the value that it had then.")],
  ],
  todo: [
    t("Change it, or bring an earlier value back."),
    t("See the history for why it is as it is."),
  ],
};
