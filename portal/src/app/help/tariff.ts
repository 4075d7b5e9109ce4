import type { Help } from "@/app/help/help";
import { t } from "@/lib/words";

export const help: Help = {
  title: t("A tariff"),
  answers: t("What does charging cost by it, and where does it hold?"),
  words: [
    [t("Where it holds"), t("The nearest wins: connector, station, location, then everywhere.")],
    [t("Version"), t("Each change makes a new one; sessions under way keep what they began with.")],
  ],
  todo: [t("Have it hold somewhere: until then nothing is priced by it.")],
};
