import type { Help } from "@/app/help/help";
import { t } from "@/lib/words";

export const help: Help = {
  title: t("Sessions"),
  answers: t("Who charges now, and who did?"),
  words: [
    [t("Started"), t("It began, and no energy has flowed yet.")],
    [t("Charging"), t("Energy flows.")],
    [t("Paused"), t("The car or the charger waits; the session is still open.")],
    [
      t("Cut off"),
      t("It is open and its charger is not connected. It goes on telling when it is back."),
    ],
    [
      t("In doubt"),
      t(
        "Something about it does not fit, such as an end that never came. Somebody should settle it.",
      ),
    ],
    [t("Ended"), t("It is over. What became of its charger afterwards does not change it.")],
  ],
  todo: [
    t("Filter by time, station or vehicle; the address holds the filter."),
    t("Search by a whole identifier: it is never shown or put into an address."),
    t("Export what is filtered as CSV."),
  ],
};
