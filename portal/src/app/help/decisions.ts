import type { Help } from "@/app/help/help";
import { reasonWords } from "@/app/help/reason-words";
import { t } from "@/lib/words";

export const help: Help = {
  title: t("Decisions"),
  answers: t("Why was somebody allowed to charge, or not?"),
  words: [
    [t("Attempt"), t("One try to start, however many messages it took.")],
    [t("Decision"), t("What was decided about it, by which rule, from which facts.")],
    [t("Reason"), t("The rule's answer in a word. The page of reasons explains each of them.")],
    ...reasonWords,
  ],
  todo: [
    t("Filter by charger and time when a driver calls."),
    t("Open a decision to see what would have to change for another answer."),
  ],
};
