import type { Help } from "@/app/help/help";
import { reasonWords } from "@/app/help/reason-words";
import { t } from "@/lib/words";

export const help: Help = {
  title: t("A decision"),
  answers: t("From which facts was this decided?"),
  words: [
    [t("Policy"), t("Where the rule came from.")],
    [t("Facts"), t("What was known at that moment. They may be other now.")],
    ...reasonWords,
  ],
  todo: [t("Follow the remedy that is shown, then let the driver try again.")],
};
