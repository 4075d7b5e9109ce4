import type { Help } from "@/app/help/help";
import { t } from "@/lib/words";

export const help: Help = {
  title: t("Your account"),
  answers: t("Who are you here, and where are you signed in?"),
  words: [
    [
      t("Sign-in"),
      t("One browser. It ends after 12 hours without use, and after 30 days in any case."),
    ],
    [t("Second step"), t("A code that signing in asks for besides the password.")],
    [t("Recovery code"), t("Lets you in once, in place of such a code.")],
    [t("Passkey"), t("A key that a device keeps, which lets you in without a password.")],
  ],
  todo: [
    t("Add an authenticator or a passkey: a stolen password is not enough then."),
    t("Sign out a browser that you do not know, then change the password."),
    t("Change the password: every other browser is signed out by it."),
  ],
};
