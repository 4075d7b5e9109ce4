import type { Schemas } from "@/api/types";
import type { Tone } from "@/components/status";
import { t } from "@/lib/words";

export type SentCommand = Schemas["SentCommand"];
export type ReceivedCommand = Schemas["ReceivedCommand"];

interface Word {
  tone: Tone;
  word: string;
  explained: string;
}

/** What is asked of a charger, in words. */
export const kinds: Readonly<Record<SentCommand["kind"], string>> = {
  START_SESSION: t("Start a session"),
  STOP_SESSION: t("Stop a session"),
  RESERVE_NOW: t("Reserve"),
  CANCEL_RESERVATION: t("Cancel a reservation"),
  UNLOCK_CONNECTOR: t("Unlock a connector"),
  SET_PROFILE: t("Set limits"),
  CLEAR_PROFILE: t("Clear limits"),
  GET_PROFILE: t("Read limits"),
};

const answers: Readonly<Record<string, string>> = {
  ACCEPTED: t("The charger accepted it."),
  CANCELED_RESERVATION: t("The reservation was cancelled."),
  EVSE_OCCUPIED: t("The EVSE is occupied."),
  EVSE_INOPERATIVE: t("The EVSE does not work."),
  FAILED: t("It failed at the charger."),
  NOT_SUPPORTED: t("The charger cannot do it."),
  REJECTED: t("It was rejected."),
  TIMEOUT: t("The charger gave no answer."),
  TOO_OFTEN: t("It was asked too often."),
  UNKNOWN: t("There is no such profile."),
  UNKNOWN_RESERVATION: t("There is no such reservation."),
  UNKNOWN_SESSION: t("There is no such session."),
};

/** Return what a charger or a platform said, by OCPI's word; one not known here stays as it is. */
export function answerOf(word: string): string {
  return answers[word] ?? word;
}

const done = {
  tone: "good",
  word: t("done"),
  explained: t("The charger did as it was asked."),
} as const;
const undone = {
  tone: "bad",
  word: t("not done"),
  explained: t("The charger did not do it."),
} as const;

const sent: Readonly<Record<Exclude<SentCommand["state"], "done">, Word>> = {
  asking: { tone: "busy", word: t("asking"), explained: t("The partner's answer is awaited.") },
  accepted: {
    tone: "busy",
    word: t("taken on"),
    explained: t("The partner took it on. What its charger made of it is awaited."),
  },
  refused: { tone: "bad", word: t("refused"), explained: t("The partner refused it at once.") },
  failed: { tone: "bad", word: t("not asked"), explained: t("The partner gave no answer of use.") },
  timed_out: {
    tone: "warn",
    word: t("no result"),
    explained: t(
      "The partner took it on, and did not say in time what came of it. It may have happened all the same.",
    ),
  },
};

const received: Readonly<Record<Exclude<ReceivedCommand["state"], "told">, Word>> = {
  refused: { tone: "warn", word: t("refused"), explained: t("It was refused here at once.") },
  waiting: {
    tone: "busy",
    word: t("at the charger"),
    explained: t("It was taken on here. What the charger makes of it is awaited."),
  },
  answered: {
    tone: "busy",
    word: t("being told"),
    explained: t("The charger answered, and the partner is being told."),
  },
  untold: {
    tone: "bad",
    word: t("result not told"),
    explained: t("The charger answered. The partner could not be told, and is told no more."),
  },
};

/** Return how far something that was asked of a partner is, in a word. */
export function sentState({ state, result }: SentCommand): Word {
  return state === "done" ? ended(result) : sent[state];
}

/** Return how far something that a partner asked is, in a word. */
export function receivedState({ state, result }: ReceivedCommand): Word {
  return state === "told" ? ended(result) : received[state];
}

function ended(result: string | null): Word {
  return result === "ACCEPTED" ? done : undone;
}
