import type { Help } from "@/app/help/help";
import { t } from "@/lib/words";

export const help: Help = {
  title: t("A partner"),
  answers: t("Does it work? If not, at which step did it fail, and what is to be done?"),
  words: [
    [t("Versions URL"), t("The address at which a side says which versions of OCPI it speaks.")],
    [
      t("Token"),
      t("What a side shows with each request; the first one serves for registering alone."),
    ],
    [
      t("Change credentials"),
      t("Both sides get new tokens; those of before hold on if that fails."),
    ],
    [
      t("Its modules"),
      t("Where it is asked for and told of locations, sessions, tokens and the like."),
    ],
    [
      t("What came of it"),
      t(
        "What the charger made of a command; what the partner says at once is only that it takes it on.",
      ),
    ],
  ],
  todo: [
    t("If its handshake failed, do what stands beside the step, then try again."),
    t("If a token may have leaked, change credentials."),
    t("If a driver cannot start or stop, see among the commands what the charger made of it."),
  ],
};
