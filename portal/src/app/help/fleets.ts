import type { Help } from "@/app/help/help";
import { t } from "@/lib/words";

export const help: Help = {
  title: t("Fleets"),
  answers: t("Which vehicles belong together?"),
  words: [[t("Not active"), t("Every one of its vehicles is refused, at once.")]],
  todo: [t("Add a fleet, say in its vehicles' forms that they belong to it, and give it rules.")],
};
