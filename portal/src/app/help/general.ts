import type { Help } from "@/app/help/help";
import { t } from "@/lib/words";

export const help: Help = {
  title: t("The portal"),
  answers: t("What happens at the chargers, while it happens, and what can be done about it."),
  words: [
    [
      t("Tenant"),
      t("Whose stations, sessions and people these are. Nothing is shared between two."),
    ],
    [
      t("Live"),
      t("What is shown follows what happens by itself. A banner says so when it does not."),
    ],
  ],
  todo: [
    t("Search with Ctrl K: a station's code, a vehicle, a transaction, or what you want to do."),
    t("Filter and sort a list, then copy its address: whoever opens it sees the same."),
  ],
};
