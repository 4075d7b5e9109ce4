import type { Help } from "@/app/help/help";
import { t } from "@/lib/words";

export const help: Help = {
  title: t("Users"),
  answers: t("Who belongs to this tenant, and who may sign in?"),
  words: [
    [t("Staff, driver"), t("Staff works for you; a driver charges.")],
    [t("Suspended"), t("May do nothing, and their API tokens serve no more.")],
  ],
  todo: [
    t("Add a user, put them into a department, then invite them by a link."),
    t("Filter by a department to see who belongs to it."),
  ],
};
