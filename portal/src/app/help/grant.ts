import type { Help } from "@/app/help/help";
import { t } from "@/lib/words";

export const help: Help = {
  title: t("A single permission"),
  answers: t("What is allowed or denied to one person, and why?"),
  words: [[t("Deny"), t("Wins over whatever allows it.")]],
  todo: [t("Prefer departments: single permissions are hard to keep in mind.")],
};
