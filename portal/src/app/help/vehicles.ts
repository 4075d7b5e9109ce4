import type { Help } from "@/app/help/help";
import { t } from "@/lib/words";

export const help: Help = {
  title: t("Vehicles"),
  answers: t("Which vehicles charge with us, and by which identifiers?"),
  words: [
    [t("Vehicle"), t("What charges: its cards and other identifiers are assigned to it.")],
    [t("Inactive"), t("Its identifiers are refused.")],
  ],
  todo: [
    t("Open a vehicle to see its identifiers and sessions."),
    t("Lay a vehicle up instead of removing it, so that its history stays whole."),
  ],
};
