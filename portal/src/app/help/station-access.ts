import { capabilityWords } from "@/app/help/capabilities";
import type { Help } from "@/app/help/help";
import { t } from "@/lib/words";

export const help: Help = {
  title: t("Access at a station"),
  answers: t("Who may charge here, why, and until when?"),
  words: [
    [t("Freevend"), t("Anybody may charge; nobody is asked.")],
    [t("Managed access"), t("Every start needs our decision.")],
    [
      t("Override"),
      t("A mode that somebody ordered for this station, over its policy, until it ends."),
    ],
    [
      t("Source"),
      t(
        "What decides the mode, the strongest first: an override, an exception, a window of the week, the default.",
      ),
    ],
    [
      t("Local list"),
      t(
        "Who starts at the charger while its connection is down. It is kept from here, and holds whoever may charge there at every hour.",
      ),
    ],
    ...capabilityWords,
  ],
  todo: [
    t("Where something is wrong at the charger, do what stands beside it, then retry."),
    t("Override the policy for a while, and say why: it is kept."),
    t("Give the station a policy of its own, or choose a shared one."),
    t("Send the local list again where the charger did not take it over."),
  ],
};
