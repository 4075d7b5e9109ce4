import type { Help } from "@/app/help/help";
import { t } from "@/lib/words";

export const help: Help = {
  title: t("Faults"),
  answers: t("What is broken, where, and since when?"),
  words: [
    [t("Open", { context: "state" }), t("The charger still reports it.")],
    [t("Maker's code"), t("The maker's own word for it; it stands in the charger's manual.")],
  ],
  todo: [
    t("Begin with those that have been open for longest."),
    t("Open the station: a reset helps with some faults, a visit with others."),
  ],
};
