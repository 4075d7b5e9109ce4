import type { Help } from "@/app/help/help";
import { t } from "@/lib/words";

export const help: Help = {
  title: t("Fields of a user"),
  answers: t("What is kept of somebody?"),
  words: [
    [t("E-mail address"), t("By it they are invited, and known again when they sign in.")],
    [t("Came by"), t("How you got to know each other, as a campaign.")],
  ],
  todo: [t("Keep no more of a driver than you need.")],
};
