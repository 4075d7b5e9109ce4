import type { Help } from "@/app/help/help";
import { t } from "@/lib/words";

export const help: Help = {
  title: t("Overview"),
  answers: t("Is everything well, and if not, what needs somebody first?"),
  words: [
    [
      t("Needs attention"),
      t("What a person should look at, the most pressing on top. It is empty when all is well."),
    ],
    [
      t("Socket"),
      t(
        "Whether a charger's connection to us is open now. A charger without one may still charge.",
      ),
    ],
    [
      t("Reported"),
      t("What the connectors last said of themselves. It may be old where the socket is closed."),
    ],
    [
      t("Last proven use"),
      t(
        "When somebody last charged there for real. A charger that looks well and is never used may be broken.",
      ),
    ],
    [t("Denials"), t("Attempts to charge that were refused today, by the reason.")],
  ],
  todo: [
    t("Begin at the top of what needs attention; each line leads to its charger or session."),
    t("Press a figure to see the rows behind it."),
  ],
};
