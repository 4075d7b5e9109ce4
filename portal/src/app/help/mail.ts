import type { Help } from "@/app/help/help";
import { t } from "@/lib/words";

export const help: Help = {
  title: t("Try mail out"),
  answers: t("Does mail leave this house, and if not, why?"),
  words: [
    [t("Server"), t("Where mail is handed over: mail.host and mail.port.")],
    [t("Answer"), t("What the mail server said, word for word.")],
  ],
  todo: [t("Send a test to yourself after each change of the mail settings.")],
};
