import type { Help } from "@/app/help/help";
import { t } from "@/lib/words";

export const help: Help = {
  title: t("A fleet"),
  answers: t("Where and when may its vehicles charge, and why?"),
  words: [
    [
      t("Denies"),
      t("Where and when it holds, nobody of the fleet starts, whatever else allows it."),
    ],
    [t("Allows"), t("With one such rule, whatever none of them covers is refused.")],
    [t("Window"), t("Hours that come back every week, by the clock at the location.")],
  ],
  todo: [t("Pick a station and a time under “May they start?” to see what the rules say.")],
};
