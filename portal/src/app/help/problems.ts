import type { Help } from "@/app/help/help";
import { t } from "@/lib/words";

export const help: Help = {
  title: t("Access problems"),
  answers: t("Which chargers are not in the mode that they should be in, and what to do?"),
  words: [
    [
      t("Access problem"),
      t("Something wrong between a charger and its mode. It is neither a fault nor a denial."),
    ],
    [t("Open", { context: "state" }), t("It holds still. It closes by itself when it is over.")],
    [t("Acknowledged"), t("Somebody knows of it. It stays open while it holds.")],
  ],
  todo: [
    t("Begin with those that nobody knows of yet."),
    t("Select several and retry them: each charger is told its mode anew."),
  ],
};
