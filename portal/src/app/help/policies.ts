import type { Help } from "@/app/help/help";
import { t } from "@/lib/words";

export const help: Help = {
  title: t("Access policies"),
  answers: t("When may anybody charge, and when only those who are known?"),
  words: [
    [t("Freevend"), t("Anybody may charge; nobody is asked.")],
    [t("Managed access"), t("Every start needs our decision.")],
    [
      t("Policy"),
      t(
        "A mode by default, windows of the week in which another holds, and exceptions. Exactly one governs a station.",
      ),
    ],
  ],
  todo: [t("Add a policy, look at its next eight weeks, and give it to stations.")],
};
