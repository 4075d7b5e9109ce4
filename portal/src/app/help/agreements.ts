import type { Help } from "@/app/help/help";
import { t } from "@/lib/words";

export const help: Help = {
  title: t("Agreements"),
  answers: t("Which partners' drivers may charge here, and is their list up to date?"),
  words: [
    [t("Agreement"), t("Whose identifiers, beside your own, may charge where and when.")],
    [t("Stale"), t("The partner's list is older than it may be: whom only it knows is refused.")],
    [t("Last fed"), t("When the partner's system, or somebody with a file, told us last.")],
  ],
  todo: [
    t("Look at those that are stale, and see why the partner's system no longer sends."),
    t("Name them so that the one that should decide first comes first."),
  ],
};
