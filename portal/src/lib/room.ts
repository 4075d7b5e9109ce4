import { t } from "@/lib/words";

/** Return what is said against a text that is longer than its field takes; null where it fits. */
export function tooLong(text: string, most: number): string | null {
  return text.length > most ? t("At most {{most}} characters.", { most }) : null;
}
