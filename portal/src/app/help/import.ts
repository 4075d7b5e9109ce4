import type { Help } from "@/app/help/help";
import { t } from "@/lib/words";

export const help: Help = {
  title: t("Identifiers from a file"),
  answers: t("How do many cards come in at once?"),
  words: [
    ["value", t("The only column that a file needs: the number of the card.")],
    [
      t("Checked"),
      t("The file is read whole, and each line that cannot be taken is told with its reason."),
    ],
  ],
  todo: [
    t("Choose the file: nothing is written until you say so."),
    t("Mend the lines that are told, or take the others without them."),
    t("Do not keep the file longer than you need it: it holds whole numbers."),
  ],
};
