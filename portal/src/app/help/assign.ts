import type { Help } from "@/app/help/help";
import { t } from "@/lib/words";

export const help: Help = {
  title: t("Into a department"),
  answers: t("Which department, and where does it hold?"),
  words: [[t("At some locations"), t("What the department permits they may do there alone.")]],
  todo: [t("You can only give what you hold yourself.")],
};
