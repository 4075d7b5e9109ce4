import type { Help } from "@/app/help/help";
import { t } from "@/lib/words";

export const help: Help = {
  title: t("Settings of a station"),
  answers: t("What is set about it here, and how does it prove who it is?"),
  words: [
    [
      t("Code"),
      t("The charger's own name for itself. Changed here alone, the charger stays outside."),
    ],
    [t("Security profile"), t("A password (1), a password and TLS (2), or a certificate (3).")],
    [t("Registration"), t("Whether it may take part. It is told when it boots.")],
    [t("Family"), t("Whose peculiarities it has. It is found when it boots.")],
  ],
  todo: [
    t("Type into the charger exactly what is shown under “Connect it”."),
    t("A new password cuts nobody off: it counts from the next connection on."),
  ],
};
