import type { Help } from "@/app/help/help";
import { t } from "@/lib/words";

export const help: Help = {
  title: t("Fields of a department"),
  answers: t("What is it called, and what do its people do?"),
  words: [[t("Description"), t("One sentence that helps whoever puts people into it.")]],
  todo: [t("What it permits is chosen on its page.")],
};
