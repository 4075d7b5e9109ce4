import type { Help } from "@/app/help/help";
import { t } from "@/lib/words";

export const help: Help = {
  title: t("Partners"),
  answers: t("Which other systems exchange with us, and does one of them not work?"),
  words: [
    [t("Partner"), t("Another company's system that speaks OCPI: an operator, an app, or a hub.")],
    [t("Registered"), t("Credentials were exchanged; both sides can ask each other.")],
    [t("Last handshake"), t("When credentials were exchanged or changed last, well or not.")],
  ],
  todo: [
    t("Open one whose handshake failed: its page says at which step, and what to do."),
    t("See what partners cannot be told: it waits for what stands beside it."),
  ],
};
