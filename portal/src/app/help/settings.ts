import type { Help } from "@/app/help/help";
import { t } from "@/lib/words";

export const help: Help = {
  title: t("Settings"),
  answers: t("What holds in this tenant, and what would hold by itself?"),
  words: [
    [t("Default"), t("What holds where nobody set anything.")],
    [
      t("Two persons"),
      t("A dangerous setting: one person proposes the change, another approves it."),
    ],
    [t("Secret"), t("A value that is kept encrypted and never shown again.")],
  ],
  todo: [
    t("Open a setting to change it, or to see what it was before."),
    t("Bring everything back to a moment when all was well."),
  ],
};
