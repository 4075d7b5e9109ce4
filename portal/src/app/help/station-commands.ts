import type { Help } from "@/app/help/help";
import { t } from "@/lib/words";

export const help: Help = {
  title: t("What a station was told"),
  answers: t("Was it told, and what did it answer?"),
  words: [
    [t("Accepted"), t("The charger agreed. Whether it happened is in the timeline.")],
    [t("Rejected"), t("The charger said no, in its own words.")],
    [t("Timed out"), t("It said nothing in time. It may have done it all the same.")],
    [t("Offline"), t("It was not connected, so it was not told.")],
  ],
  todo: [
    t("Open a line for what was sent, what came back, and who asked for it."),
    t("Look at the connectors before you send it again."),
  ],
};
