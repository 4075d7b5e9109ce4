import type { Help } from "@/app/help/help";
import { t } from "@/lib/words";

export const help: Help = {
  title: t("A station"),
  answers: t("What is wrong with this charger, and what can be done about it?"),
  words: [
    [
      t("Connector"),
      t("A socket or a cable. An EVSE has one or more of them, and charges one car at a time."),
    ],
    [t("Fault"), t("What the charger reports to be broken, with its maker's own code.")],
    [
      t("Command"),
      t(
        "What we ask the charger to do. Its own answer is shown: accepted, refused, or none in time.",
      ),
    ],
    [t("Timeline"), t("Every message between us and the charger, and what came of it.")],
    [
      t("Access mode"),
      t("Managed access: only who is known may charge. Freevend: whoever plugs in may."),
    ],
  ],
  todo: [
    t("Look at what is wrong first; each fault says what usually helps."),
    t("Unlock or stop before you reset: a reset ends what is charging."),
    t("Search the timeline by kind of message when something is not as it should be."),
  ],
};
