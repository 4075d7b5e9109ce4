import type { Help } from "@/app/help/help";
import { t } from "@/lib/words";

export const help: Help = {
  title: t("A partner's name"),
  answers: t("What do you call it, and how does it want to be spoken to?"),
  words: [
    [
      t("Base64"),
      t("How OCPI 2.2 writes tokens in a request; older systems want them as they are."),
    ],
    [
      t("2.1.1"),
      t("In this version credentials do not say whether a partner has drivers or chargers."),
    ],
  ],
  todo: [t("Leave it as it is unless the partner does not accept a token that is right.")],
};
