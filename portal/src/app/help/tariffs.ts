import type { Help } from "@/app/help/help";
import { t } from "@/lib/words";

export const help: Help = {
  title: t("Tariffs"),
  answers: t("What does charging cost, and where?"),
  words: [
    [t("Tariff"), t("Prices with conditions; the first that holds counts, for each kind of use.")],
    [t("Archived"), t("Offered no more; what was priced by it stays.")],
  ],
  todo: [t("Open one to see its prices, and where it holds.")],
};
