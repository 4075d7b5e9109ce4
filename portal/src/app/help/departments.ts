import type { Help } from "@/app/help/help";
import { t } from "@/lib/words";

export const help: Help = {
  title: t("Departments"),
  answers: t("Which bundles of permissions are there?"),
  words: [[t("From the start"), t("Every tenant has it; it is changed, and not removed.")]],
  todo: [t("Add one for each kind of work, and put people into it.")],
};
