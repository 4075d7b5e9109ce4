import type { Help } from "@/app/help/help";
import { t } from "@/lib/words";

export const help: Help = {
  title: t("A partner's identifiers from a file"),
  answers: t("How does a partner's list come in by hand?"),
  words: [
    ["value", t("The only column that a file needs: the number of the card.")],
    [t("The whole list"), t("Whoever is not in the file is not known any more.")],
    [t("A part of it"), t("Adds and changes what it names; nobody is forgotten.")],
  ],
  todo: [
    t("Choose the file: nothing is written until you say so."),
    t("Mend every wrong line: nothing is applied while there is one."),
    t("Do not keep the file longer than you need it: it holds whole numbers."),
  ],
};
