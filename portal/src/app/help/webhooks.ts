import type { Help } from "@/app/help/help";
import { t } from "@/lib/words";

export const help: Help = {
  title: t("Webhooks"),
  answers: t("Which other systems are told what happens, and does it arrive?"),
  words: [
    [t("Webhook"), t("A URL of another system to which Chargehouse sends what happens.")],
    [t("Delivery"), t("One event as it is sent to one webhook.")],
    [t("Fails since"), t("Nothing was taken since then; it is tried again by itself.")],
  ],
  todo: [
    t("Add one, give its secret to the receiver, and send it a test."),
    t("Open one that fails: it says why, and what to do."),
  ],
};
