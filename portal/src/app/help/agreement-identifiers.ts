import type { Help } from "@/app/help/help";
import { t } from "@/lib/words";

export const help: Help = {
  title: t("Identifiers of an agreement"),
  answers: t("Whom does the agreement know?"),
  words: [
    [t("Identifier"), t("A few characters only. The whole number is never shown again.")],
    [t("Status"), t("As the partner told it. Change it with the partner: a feed brings it back.")],
  ],
  todo: [t("Filter by status to see whom the partner blocked.")],
};
