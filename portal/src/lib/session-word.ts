import { t } from "@/lib/words";

const words: Readonly<Record<string, string>> = {
  started: t("started"),
  charging: t("charging"),
  suspended: t("paused"),
  terminated: t("ended"),
};

/** Return what a session is doing in the portal's word, which is the same on every page. */
export function sessionWord(status: string): string {
  return words[status] ?? status;
}
