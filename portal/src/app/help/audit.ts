import type { Help } from "@/app/help/help";
import { t } from "@/lib/words";

export const help: Help = {
  title: t("Audit log"),
  answers: t("Who did what, on what, when, and from where?"),
  words: [
    [t("Entry"), t("One thing that was done. Entries are only ever added.")],
    [
      t("From where"),
      t("The address that a request came from, the console, or the name of a job."),
    ],
    [t("Request"), t("The id of the request in which it was done; an error on any page tells it.")],
    [
      t("Erased"),
      t(
        "A personal field that was taken out on request; the entry stays, and is proven as before.",
      ),
    ],
  ],
  todo: [
    t("Paste the request id of an error into the filters to see what it did."),
    t("Open an entry for before and after, and for its proof."),
  ],
};
