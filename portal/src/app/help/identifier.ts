import type { Help } from "@/app/help/help";
import { t } from "@/lib/words";

export const help: Help = {
  title: t("An identifier"),
  answers: t("What may this card do, and whose is it?"),
  words: [
    [
      t("Masked"),
      t("Only its ends are shown, here and everywhere. Nobody can read the rest of it back."),
    ],
    [t("Group"), t("Whoever has the same group may stop each other's sessions.")],
    [t("Valid until"), t("From then on it is refused as expired.")],
  ],
  todo: [
    t("Deactivate a lost card at once; the next attempt is refused, a session under way goes on."),
    t("Assign it to the vehicle that carries it."),
    t("Read its decisions when a driver says that it does not work."),
  ],
};
