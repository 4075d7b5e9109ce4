import type { Help } from "@/app/help/help";
import { t } from "@/lib/words";

export const help: Help = {
  title: t("Identifiers"),
  answers: t("Which cards and other identifiers are known?"),
  words: [
    [t("RFID"), t("A card or key fob, by its number.")],
    [t("EMAID"), t("A contract's number, sent by the car itself (Plug & Charge).")],
    [t("MAC address"), t("The car's own number, which some chargers send in place of a card.")],
    [t("Masked"), t("Only a part is shown. Search takes the whole one.")],
  ],
  todo: [
    t("Import many at once from a CSV file; it is checked before anything is kept."),
    t("Check one identifier to see what would be decided about it, and why."),
  ],
};
