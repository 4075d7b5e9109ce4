import type { Help } from "@/app/help/help";
import { t } from "@/lib/words";

export const help: Help = {
  title: t("What can be told"),
  answers: t("Which events are there, and how do they look when they come?"),
  words: [
    ["type", t("The name of the event; the receiver decides by it what to do.")],
    ["timestamp", t("When it happened, in UTC.")],
    ["data", t("What happened; identifiers are masked in it.")],
  ],
  todo: [
    t("Look for a word, as “fault”, and open how it looks."),
    t("The same stands in the API's description, with a schema for programs."),
  ],
};
