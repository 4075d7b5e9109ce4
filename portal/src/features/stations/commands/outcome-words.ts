import type { Tone } from "@/components/status";
import type { Command } from "@/features/stations/commands/sending";
import { t } from "@/lib/words";

/** What came of a command: how loud it is, in a word, in a sentence, and what to do about it. */
export interface Outcome {
  tone: Tone;
  label: string;
  title: string;
  advice: string;
}

const outcomes: Readonly<Record<string, Outcome>> = {
  queued: {
    tone: "busy",
    label: t("queued"),
    title: t("Waiting to be sent"),
    advice: t("It goes out as soon as what was told the charger before is answered."),
  },
  sent: {
    tone: "busy",
    label: t("pending"),
    title: t("Sent, and not answered yet"),
    advice: t("The charger has it. Its answer appears here by itself."),
  },
  accepted: {
    tone: "good",
    label: t("accepted"),
    title: t("The charger accepted"),
    advice: t("It says that it will. Whether it did is seen in what it reports next."),
  },
  rejected: {
    tone: "bad",
    label: t("rejected"),
    title: t("The charger rejected it"),
    advice: t("It understood, and will not do it in the state that it is in."),
  },
  refused: {
    tone: "bad",
    label: t("refused"),
    title: t("The charger answered with an error"),
    advice: t("It cannot do this, or did not understand it. Its own words stand below."),
  },
  timed_out: {
    tone: "warn",
    label: t("timed out"),
    title: t("The charger did not answer in time"),
    advice: t(
      "It may have done it all the same: look at what it reports before you try again. An answer that comes late stands in the timeline.",
    ),
  },
  offline: {
    tone: "warn",
    label: t("offline"),
    title: t("The charger is not connected"),
    advice: t("It was not told anything. Try again when it is back; its socket is seen above."),
  },
  expired: {
    tone: "warn",
    label: t("expired"),
    title: t("It could not be sent in time"),
    advice: t("The charger was not told: it was busy with earlier commands. Try again."),
  },
  cancelled: {
    tone: "warn",
    label: t("cut off"),
    title: t("The connection ended before the answer"),
    advice: t("The charger may have done it or not. Look at what it reports once it is back."),
  },
};

const nuances: Readonly<Record<string, Partial<Outcome>>> = {
  RebootRequired: {
    label: t("restart needed"),
    tone: "warn",
    title: t("Accepted, and in force after a restart"),
    advice: t("Restart the charger, then read the value again."),
  },
  Scheduled: {
    title: t("The charger will do it later"),
    advice: t("It waits until what charges now has ended. Nothing more is to be done."),
  },
  NotImplemented: { advice: t("This charger does not have what was asked for.") },
  NotSupported: { advice: t("This charger does not support it.") },
  UnknownConnector: { advice: t("It has no such connector, or it numbers them otherwise.") },
  OngoingAuthorizedTransaction: {
    advice: t("Somebody charges there. Stop the session first, then unlock."),
  },
  UnlockFailed: { advice: t("The lock did not move. Somebody has to look at it.") },
  Occupied: { advice: t("It is in use.") },
};

const codes: Readonly<Record<string, string>> = {
  NotImplemented: t("It does not know this request at all."),
  NotSupported: t("It knows this request, and does not support it."),
  FormationViolation: t("It finds the request malformed; its firmware may be out of date."),
  FormatViolation: t("It finds the request malformed; its firmware may be out of date."),
  PropertyConstraintViolation: t("A value is not one that it takes."),
  OccurrenceConstraintViolation: t("It misses a field, or does not want one that was sent."),
  OccurenceConstraintViolation: t("It misses a field, or does not want one that was sent."),
  TypeConstraintViolation: t("A value is of another kind than it expects."),
  SecurityError: t("It does not allow this for reasons of security."),
  InternalError: t(
    "Something went wrong inside the charger. Try again; restart it if it stays so.",
  ),
  GenericError: t("Something went wrong inside the charger. Try again; restart it if it stays so."),
  ProtocolError: t("It finds that the request does not follow the protocol."),
  QueueFull: t("Too many commands wait for this charger. Try again in a moment."),
};

const UNHEARD: Outcome = {
  tone: "quiet",
  label: t("unknown"),
  title: t("It is not known what came of it"),
  advice: t("Its charger's answer stands below, where there is one."),
};

/** Return what came of a command, as people say it. */
export function outcomeOf(command: Command): Outcome {
  const plain = outcomes[command.status] ?? { ...UNHEARD, label: command.status };
  const nuance = nuances[command.answer_status ?? ""];
  const coded = codes[command.error_code ?? ""];
  return { ...plain, ...nuance, ...(coded !== undefined && { advice: coded }) };
}

export const commandStatuses = Object.entries(outcomes).map(([value, { label }]) => ({
  value,
  label,
}));
