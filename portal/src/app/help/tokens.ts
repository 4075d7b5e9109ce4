import type { Help } from "@/app/help/help";
import { t } from "@/lib/words";

export const help: Help = {
  title: t("API tokens"),
  answers: t("Which programs may speak with the API?"),
  words: [
    [t("Token"), t("What a program signs in by, in place of a person.")],
    [t("Used"), t("When a request last came with it.")],
  ],
  todo: [
    t("Revoke what nothing uses any more."),
    t("A token ends to serve when who created it is suspended or removed."),
  ],
};
