import type { Help } from "@/app/help/help";
import { t } from "@/lib/words";

export const help: Help = {
  title: t("Fields of a location"),
  answers: t("What is kept of a site?"),
  words: [
    [t("Time zone"), t("Days and hours of its figures are counted in it, summer time included.")],
    [
      t("Latitude, longitude"),
      t("Degrees with a point, as in 52.5200 and 13.4050. Give both, or neither."),
    ],
  ],
  todo: [t("A name is enough to begin with; the rest can follow.")],
};
