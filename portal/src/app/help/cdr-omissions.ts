import type { Help } from "@/app/help/help";
import { t } from "@/lib/words";

export const help: Help = {
  title: t("Sessions without a CDR"),
  answers: t("Which sessions are not billed, and why?"),
  words: [
    [t("Freevend"), t("Anybody might charge there, so nobody is billed.")],
    [t("No tariff"), t("None held at the place when the session began.")],
  ],
  todo: [t("Where no tariff held, have one hold there; the next sessions are priced by it.")],
};
