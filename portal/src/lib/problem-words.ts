import i18next from "i18next";

import type { Problem } from "@/api/problem";

/**
 * Return why something was refused, in the reader's language.
 *
 * What the server says is translated as it stands, or by its code, which is in English nobody's key.
 */
export function wordsOf({ code, message }: Problem): string {
  return i18next.t([message, `problem: ${code}`, message]);
}
