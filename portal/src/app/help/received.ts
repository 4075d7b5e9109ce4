import type { Help } from "@/app/help/help";
import { t } from "@/lib/words";

export const help: Help = {
  title: t("What partners told us"),
  answers: t("What do partners have, as they told us: locations, sessions, tokens?"),
  words: [
    [t("Told"), t("When it came here, by a message of the partner or by a reading of its list.")],
    [
      t("Listed no more"),
      t("The partner's list does not have it any more; what was told of it stays here."),
    ],
  ],
  todo: [t("Choose sessions to see who of yours charges at partners now.")],
};
