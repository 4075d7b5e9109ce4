import type { Help } from "@/app/help/help";
import { t } from "@/lib/words";

export const help: Help = {
  title: t("To add or change a webhook"),
  answers: t("Of what is it told, and where does it lead?"),
  words: [
    ["session.*", t("Every event whose name begins so, also those of later releases.")],
    [t("In order"), t("What happens to one thing waits for what happened to it before.")],
  ],
  todo: [
    t("Choose only what the receiver needs: it must answer each one."),
    t("Keep the secret at once: it is shown a single time."),
  ],
};
