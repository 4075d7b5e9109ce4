import type { Help } from "@/app/help/help";
import { t } from "@/lib/words";

export const help: Help = {
  title: t("A CDR"),
  answers: t("What is due for this session, and why?"),
  words: [
    [t("Line"), t("One price over one stretch of time: how much was used, and billed.")],
    [t("Steps"), t("What is used is rounded up once, at the end, to the step of the tariff.")],
    [t("Take it back"), t("A credit CDR over the same sum is made; nothing is removed.")],
  ],
  todo: [t("If it is wrong, take it back with a reason that the customer may read, too.")],
};
