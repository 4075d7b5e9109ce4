import type { Help } from "@/app/help/help";
import { t } from "@/lib/words";

export const help: Help = {
  title: t("A party of ours"),
  answers: t("Who is this, to partners and their drivers?"),
  words: [
    [
      t("Country code"),
      t("Where the company is registered; where its chargers stand does not matter."),
    ],
    [t("Party id"), t("Given by the country's registry; together with the country it is unique.")],
    [t("Role"), t("CPO runs chargers, EMSP has drivers, HUB connects others.")],
  ],
  todo: [t("Write it as it is registered: it cannot be changed later, only removed.")],
};
