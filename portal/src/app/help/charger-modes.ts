import { capabilityWords, syncWords } from "@/app/help/capabilities";
import type { Help } from "@/app/help/help";
import { t } from "@/lib/words";

export const help: Help = {
  title: t("Chargers and their modes"),
  answers: t("Which mode is expected of each charger, and which is it in?"),
  words: [
    [t("Expected"), t("The mode that its policy or an override asks for now.")],
    [t("Its own mode"), t("What the charger said of itself when it was asked last.")],
    [
      t("Can be switched"),
      t("What the charger can do about its mode, as it was found or an operator says."),
    ],
    ...capabilityWords,
    ...syncWords,
  ],
  todo: [t("Filter for those that are not known to be in their mode, and open one.")],
};
