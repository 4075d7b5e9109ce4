import type { Help } from "@/app/help/help";
import { t } from "@/lib/words";

export const help: Help = {
  title: t("Locations"),
  answers: t("Where do the chargers stand?"),
  words: [
    [t("Location"), t("One site: an address, a time zone, and the stations that stand there.")],
    [t("Time zone"), t("Days and hours of this site's figures are counted in it.")],
  ],
  todo: [
    t("Open a location to see how much it is used."),
    t("Choose a location on the left, and lists begin with it."),
  ],
};
