import type { Help } from "@/app/help/help";
import { t } from "@/lib/words";

export const help: Help = {
  title: t("Add a station"),
  answers: t("How does a new charger come to speak with us?"),
  words: [
    [
      t("Code"),
      t(
        "The charger's name in its address, often its serial number. It must be the same in the charger.",
      ),
    ],
    [
      t("Security profile"),
      t(
        "How the charger proves who it is: a password (1), a password and TLS (2), or a certificate (3).",
      ),
    ],
    [t("Password"), t("It is shown once. A new one can be made at any time.")],
  ],
  todo: [
    t("Fill in the form, then type into the charger exactly what is shown."),
    t("Wait for the light: it turns green as soon as the charger connects."),
    t("If it stays grey, look at the charger's network first, then at the address."),
  ],
};
