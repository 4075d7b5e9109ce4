import type { Help } from "@/app/help/help";
import { t } from "@/lib/words";

export const help: Help = {
  title: t("Go back in time"),
  answers: t("What was set otherwise at an earlier moment?"),
  words: [
    [t("Now and then"), t("A setting as it is, and as it was.")],
    [t("Stays as it is"), t("A secret: earlier ones are not kept.")],
  ],
  todo: [t("Choose a moment, read what would change, then confirm it with a reason.")],
};
