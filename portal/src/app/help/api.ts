import type { Help } from "@/app/help/help";
import { t } from "@/lib/words";

export const help: Help = {
  title: t("API"),
  answers: t("How do programs do what the portal does?"),
  words: [
    [
      t("Token"),
      t("What a program signs in with. It holds only the permissions that it was given."),
    ],
    [t("Stream"), t("What happens, as it happens (server-sent events).")],
  ],
  todo: [
    t("Try a request here: it is made by you, with your permissions."),
    t("Make a token for each program, so that one can be taken back alone."),
  ],
};
