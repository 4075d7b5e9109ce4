import type { Help } from "@/app/help/help";
import { t } from "@/lib/words";

export const help: Help = {
  title: t("CDRs"),
  answers: t("What did ended sessions cost, and what is billed?"),
  words: [
    [t("CDR"), t("The record of an ended session and of what it cost; it never changes.")],
    [t("Credit"), t("A CDR that takes another one back; both stay.")],
    [t("Due"), t("The sum in the currency's smallest unit, with taxes where they are known.")],
  ],
  todo: [
    t("Open one to see each line of its cost, and why it was that price."),
    t("Look at the sessions without one: some may lack a tariff."),
  ],
};
