import type { Tone } from "@/components/status";
import { sessionWord } from "@/lib/session-word";
import { t } from "@/lib/words";

interface Word {
  label: string;
  tone: Tone;
  explained: string;
}

/** What a session is doing, by the API's word for it. */
export const statuses: Readonly<Record<string, Word>> = {
  started: {
    label: sessionWord("started"),
    tone: "busy",
    explained: t("It began, and no energy has flowed yet."),
  },
  charging: { label: sessionWord("charging"), tone: "good", explained: t("Energy flows.") },
  suspended: {
    label: sessionWord("suspended"),
    tone: "quiet",
    explained: t("It goes on, and no energy flows now: the vehicle or the charger holds it back."),
  },
  terminated: { label: sessionWord("terminated"), tone: "quiet", explained: t("It is over.") },
};

interface Doubt {
  label: string;
  /** What is wrong, and what settles it. */
  explained: string;
}

/** What can be in doubt about a session. */
export const problems: Readonly<Record<string, Doubt>> = {
  endless: {
    label: t("Never ended"),
    explained: t(
      "Nothing is heard of it any more, and its charger never told an end. If the charger tells the end after all, this settles itself; otherwise close it here.",
    ),
  },
  superseded: {
    label: t("Another began"),
    explained: t(
      "Another session began at the same connector before this one was told to have ended.",
    ),
  },
  start_missing: {
    label: t("Start missing"),
    explained: t("Its charger told an end, and never a start, so its beginning is not known."),
  },
  negative_energy: {
    label: t("Negative energy"),
    explained: t("The meter stood lower at the end than at the start, so the energy is not known."),
  },
  register_reset: {
    label: t("Meter began anew"),
    explained: t("The meter's register was reset in between, so the energy is not known."),
  },
};

/** How the energy of a session is known. */
export const energyRules: Readonly<Record<string, string>> = {
  stop_minus_start: t(
    "The meter at the stop, less the meter at the start, both told by the charger.",
  ),
  transaction_data: t("The readings that the charger marked as the transaction's end and begin."),
  repaired: t("A figure that an operator entered."),
  stop_minus_first: t("The meter at the stop, less the first reading: the start told none."),
  last_minus_start: t("The last reading so far, less the meter at the start."),
  outlet_register_minus_first: t(
    "The last reading so far, less the first one: the start told none.",
  ),
  unknown: t("No pair of readings tells it."),
};

/** What was noticed about the messages of a session. */
export const flags: Readonly<Record<string, string>> = {
  clock_unreliable: t("The charger's clock was wrong; our own time stands instead."),
  connection_lost: t("The connection was lost meanwhile."),
  ended_before_start: t("The charger put the end before the start."),
  messages_missing: t("Some of its messages never arrived."),
  negative_energy: t("The meter ran backwards."),
  rebooted: t("The charger restarted meanwhile."),
  register_reset: t("The meter began anew meanwhile."),
  start_missing: t("The start was never told."),
  transaction_id_odd: t("The charger named the transaction oddly."),
  unreadable_sample: t("A meter value could not be read."),
};

/** What sessions become and commands come to, beside what sessions are doing. */
const words: Readonly<Record<string, string>> = {
  ended: t("ended"),
  repaired: t("repaired"),
  managed_access: t("managed access"),
  freevend: t("freevend"),
  allowed: t("allowed"),
  denied: t("denied"),
  queued: t("queued"),
  sent: t("sent"),
  accepted: t("accepted"),
  rejected: t("rejected"),
  refused: t("refused"),
  timed_out: t("timed out"),
  offline: t("offline"),
  expired: t("expired"),
  cancelled: t("cancelled"),
  call: t("request"),
  result: t("result"),
  error: t("error"),
  send: t("message"),
  malformed: t("unreadable"),
};

/** Return a code of the API's as words. */
export function spoken(code: string): string {
  return statuses[code]?.label ?? words[code] ?? code.replaceAll("_", " ");
}
