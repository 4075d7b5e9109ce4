import type { Help } from "@/app/help/help";
import { t } from "@/lib/words";

export const help: Help = {
  title: t("A new token"),
  answers: t("What may a program do, where, and for how long?"),
  words: [
    [t("Where"), t("At some locations it permits nothing that stands elsewhere.")],
    [t("Value"), t("Shown once; Chargehouse keeps a hash of it alone.")],
  ],
  todo: [t("Permit as little as the program needs, and let it end.")],
};
