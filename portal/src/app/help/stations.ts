import type { Help } from "@/app/help/help";
import { t } from "@/lib/words";

export const help: Help = {
  title: t("Stations"),
  answers: t("Which chargers are there, and in which state is each of them really?"),
  words: [
    [t("Connected"), t("A socket is open, and the charger answers.")],
    [
      t("Offline"),
      t("It was connected, and is not now. It may charge on by itself and tell later."),
    ],
    [t("Never seen"), t("It was added and has not come yet. Its page says what to type into it.")],
    [
      t("Reported"),
      t("What its connectors last said. “Not told” means that it never said anything."),
    ],
    [t("Proven use"), t("When somebody last charged there.")],
  ],
  todo: [
    t("Filter by fault or socket, and keep that as a view."),
    t("Select rows to do the same with several stations."),
    t("Add a station: its form ends with what to type into the charger."),
  ],
};
