import type { Help } from "@/app/help/help";
import { t } from "@/lib/words";

export const help: Help = {
  title: t("What a partner is told"),
  answers: t("Which locations does this partner hear of?"),
  words: [
    [
      t("Published"),
      t("By the switch at a location: every partner is told of it, where nothing else is said."),
    ],
    [
      t("Cannot be told"),
      t(
        "Something that partners must be told is not known: complete the location or its connectors.",
      ),
    ],
  ],
  todo: [t("Look at those that cannot be told, and complete what is missing.")],
};
