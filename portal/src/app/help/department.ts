import type { Help } from "@/app/help/help";
import { t } from "@/lib/words";

export const help: Help = {
  title: t("A department"),
  answers: t("What may whoever belongs to it do?"),
  words: [
    [t("Everything"), t("All that there is, and whatever is added later.")],
    [t("What it denies"), t("Wins over whatever else allows it.")],
  ],
  todo: [t("Tick what its people need, then save: it holds at once for all of them.")],
};
