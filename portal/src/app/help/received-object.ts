import type { Help } from "@/app/help/help";
import { t } from "@/lib/words";

export const help: Help = {
  title: t("What a partner told us"),
  answers: t("What exactly did the partner say of it?"),
  words: [[t("Masked"), t("What identifies a driver is hidden, here and everywhere.")]],
  todo: [
    t("If something is wrong with it, show the partner what stands here."),
    t("If a driver of yours cannot stop, stop the session from here."),
  ],
};
