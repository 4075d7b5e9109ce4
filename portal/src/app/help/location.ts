import type { Help } from "@/app/help/help";
import { t } from "@/lib/words";

export const help: Help = {
  title: t("A location"),
  answers: t("How is this site doing?"),
  words: [
    [t("Use"), t("How much its connectors were in use, and how much energy they gave.")],
    [t("Faults"), t("What its chargers report to be broken now.")],
  ],
  todo: [
    t("Begin with its faults, then with stations that are offline."),
    t(
      "Many new chargers at once register themselves after `chargehouse stations register-window` on the console.",
    ),
  ],
};
