import type { Help } from "@/app/help/help";
import { t } from "@/lib/words";

export const help: Help = {
  title: t("Proposed changes"),
  answers: t("Which changes wait for a second person?"),
  words: [
    [t("Approve"), t("The change is made at once.")],
    [t("Decline"), t("Nothing changes; the reason is kept.")],
    [t("Expired"), t("Nobody decided within seven days.")],
  ],
  todo: [
    t("Ask who proposed it before you approve what you do not understand."),
    t("Who works alone changes such a setting on the console: chargehouse settings set."),
  ],
};
