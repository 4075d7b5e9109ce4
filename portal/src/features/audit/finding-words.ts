import { t } from "@/lib/words";

/** What a kind of finding means, in a few words. */
const words: Readonly<Record<string, string>> = {
  changed: t("changed afterwards"),
  missing: t("missing"),
  repeated: t("there twice"),
  out_of_order: t("in the wrong order"),
  short: t("the log ends too early"),
  blank: t("a personal value is gone that nobody erased"),
  emptied: t("a body is gone that nobody let go"),
  root: t("not what was signed"),
  head: t("a signed head does not hold"),
  anchor: t("an anchor does not hold"),
  key: t("signed by a key that is not trusted"),
  chain: t("heads or anchors do not follow each other"),
  file: t("not what was exported"),
  unreadable: t("unreadable"),
};

export function wrongWord(wrong: string): string {
  return words[wrong] ?? wrong;
}
