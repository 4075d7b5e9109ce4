import type { Help } from "@/app/help/help";
import { t } from "@/lib/words";

export const help: Help = {
  title: t("Reasons"),
  answers: t("What does each answer mean, and what changes it?"),
  words: [
    [t("Reason"), t("Why somebody was let in or turned away, in a word that never changes.")],
    [
      t("What a charger is told"),
      t("Each version of OCPP has its own word for it, which the driver may see."),
    ],
  ],
  todo: [
    t("Find the word that the driver or the list tells, and read what to do."),
    t("Follow a reason to its decisions to see how often it happens."),
  ],
};
