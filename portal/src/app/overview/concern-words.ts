import { t, told } from "@/lib/words";

const FAULT = /^(?:EVSE (?<evse>\d+)|The station) reports (?<error>.+)\.$/;

/** Return what the server says of a concern; what a fault says differs from one to the next. */
export function concernWords(sentence: string): string {
  const { evse, error } = FAULT.exec(sentence)?.groups ?? {};
  if (error === undefined) return told(sentence);
  return evse === undefined
    ? t("The station reports {{error}}.", { error })
    : t("EVSE {{evse}} reports {{error}}.", { evse, error });
}
