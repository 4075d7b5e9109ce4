import type { Help } from "@/app/help/help";
import { t } from "@/lib/words";

export const help: Help = {
  title: t("Fields of a vehicle"),
  answers: t("What is kept of a vehicle?"),
  words: [
    [t("Name"), t("What your people call it. Two may have the same.")],
    [t("Inactive"), t("Every one of its identifiers is refused, at once.")],
  ],
  todo: [t("Add its cards on its own page, once it is saved.")],
};
