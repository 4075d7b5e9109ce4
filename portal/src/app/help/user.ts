import type { Help } from "@/app/help/help";
import { t } from "@/lib/words";

export const help: Help = {
  title: t("A user"),
  answers: t("What may somebody do, where, and why?"),
  words: [
    [t("Department"), t("A bundle of permissions; it may hold for them at some locations alone.")],
    [t("Single permission"), t("What is allowed or denied to them alone, with the reason.")],
    [t("Denial"), t("Wins over whatever allows the same.")],
  ],
  todo: [
    t("Under “May they?” pick a thing and a place: it tells what decides."),
    t("Suspend whoever left for a while; remove whoever left for good."),
  ],
};
