import type { Help } from "@/app/help/help";
import { t } from "@/lib/words";

export const help: Help = {
  title: t("A webhook"),
  answers: t("Does it work? If not, why, and what is to be done?"),
  words: [
    [t("Secret"), t("With it the receiver verifies that what comes is from Chargehouse.")],
    [t("In order"), t("What happens to one thing waits for what happened to it before.")],
    [t("Answers for it"), t("Who added or last changed it: it hears what they may read.")],
  ],
  todo: [
    t("Send a test to see what the receiver really answers."),
    t("When the receiver is mended, send again what failed."),
    t("If the secret leaked, replace it at once; otherwise change it with a day's overlap."),
  ],
};
