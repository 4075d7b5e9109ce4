import type { Help } from "@/app/help/help";
import { t } from "@/lib/words";

export const help: Help = {
  title: t("Timeline"),
  answers: t("What was said between this charger and us, and when?"),
  words: [
    [t("From it, to it"), t("Who began: the charger, or we.")],
    [t("Call, answer, error"), t("A question, what was answered, or that it was not understood.")],
    [t("Masked"), t("Identifiers and passwords are never kept whole, so they are not shown.")],
  ],
  todo: [
    t("Filter by kind of message and time; the address holds the filter."),
    t("Open a message to read all of it and what it was answered."),
    t("No message at all for a while means the network, or the charger's power."),
  ],
};
