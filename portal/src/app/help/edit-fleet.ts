import type { Help } from "@/app/help/help";
import { t } from "@/lib/words";

export const help: Help = {
  title: t("Fields of a fleet"),
  answers: t("What is kept of a fleet?"),
  words: [[t("Active"), t("Without it, every one of its vehicles is refused, at once.")]],
  todo: [t("Add its rules on its own page, once it is saved.")],
};
