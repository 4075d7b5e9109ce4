import type { Help } from "@/app/help/help";
import { t } from "@/lib/words";

export const help: Help = {
  title: t("Change a setting"),
  answers: t("What is it to be from now on?"),
  words: [
    [t("Takes"), t("Which values the server accepts.")],
    [t("Reason"), t("Kept with the change, in the history and the audit log.")],
  ],
  todo: [
    t("What you save holds in every process within a second."),
    t("A change of a dangerous setting waits for a second person."),
  ],
};
