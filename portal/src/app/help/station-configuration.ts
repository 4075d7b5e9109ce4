import type { Help } from "@/app/help/help";
import { t } from "@/lib/words";

export const help: Help = {
  title: t("Configuration"),
  answers: t("How is this charger set, as far as it has told us?"),
  words: [
    [t("Read only"), t("The charger does not let it be changed from here.")],
    [
      t("Needs a restart"),
      t("The charger took the value, and follows it once it has booted again."),
    ],
    [t("As of"), t("When it was last read. It may have been changed at the charger since.")],
  ],
  todo: [
    t("Read it anew before you rely on it."),
    t("Change one value at a time, and note what stood there before."),
  ],
};
