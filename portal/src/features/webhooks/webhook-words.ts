import type { Schemas } from "@/api/types";
import type { Tone } from "@/components/status";
import { t } from "@/lib/words";

export type Webhook = Schemas["Webhook"];
export type Delivery = Schemas["Delivery"];

/** What matches every type of event. */
export const EVERYTHING = "*";

/** How a delivery fares, as the API calls it and as people do. */
export const outcomes = [
  { value: "pending", label: t("Waits") },
  { value: "succeeded", label: t("Taken") },
  { value: "failed", label: t("Failed") },
] as const;

/** How a delivery fares, in a word, and how loud that is. */
export function outcomeOf({ status, attempts }: Delivery): { tone: Tone; word: string } {
  if (status === "succeeded") return { tone: "good", word: t("taken") };
  if (status === "failed") return { tone: "bad", word: t("failed") };
  if (attempts === 0) return { tone: "busy", word: t("on its way") };
  return { tone: "warn", word: t("tried again") };
}

/** What came of an attempt or a delivery. */
export interface Answer {
  status_code: number | null;
  error: string | null;
}

export function answerOf({ last_status_code, last_error }: Delivery): Answer {
  return { status_code: last_status_code, error: last_error };
}

/** Whether something was tried, and was not taken. */
export function isFailure(answer: Answer): boolean {
  if (answer.error !== null) return true;
  return answer.status_code !== null && (answer.status_code < 200 || answer.status_code > 299);
}

/** Why something was not taken, and what to do about it. */
interface Why {
  what: string;
  todo: string;
}

const errors: Readonly<Record<string, Why>> = {
  timed_out: {
    what: t("It gave no whole answer within 15 seconds."),
    todo: t("Have it answer first, and do its work afterwards."),
  },
  cannot_connect: {
    what: t("Nobody listens there, or the way is blocked."),
    todo: t("See whether the receiver runs, and whether a firewall lets Chargehouse through."),
  },
  tls_failed: {
    what: t("Its certificate is not good for this name."),
    todo: t("Renew the certificate, and have it sent with those that vouch for it."),
  },
  name_unknown: {
    what: t("The name leads nowhere."),
    todo: t("See whether the URL is written right, and what your name server says of it."),
  },
  address_not_public: {
    what: t("The name leads to an address inside a network."),
    todo: t("Use a public address, or have whoever runs Chargehouse allow private ones."),
  },
  connection_broken: {
    what: t("It hung up before it answered."),
    todo: t("Look into the receiver's log, and into that of whatever stands before it."),
  },
  answer_broken: {
    what: t("It hung up in the middle of its answer, or that was not HTTP."),
    todo: t("Look into the receiver's log, and into that of whatever stands before it."),
  },
  not_permitted: {
    what: t("Whoever answers for this webhook may no longer read such events; nothing was sent."),
    todo: t("Somebody who may read them changes and saves the webhook, and answers for it then."),
  },
  disabled: {
    what: t("It waited when somebody disabled the webhook."),
    todo: t("Enable the webhook, then send it again."),
  },
  "disabled: gone": {
    what: t("It waited when the webhook was disabled, because the receiver answered 410."),
    todo: t("Enable the webhook, then send it again."),
  },
  "disabled: failing": {
    what: t("It waited when the webhook was disabled, after five days of failures."),
    todo: t("Enable the webhook, then send it again."),
  },
  removed: { what: t("It waited when the webhook was removed."), todo: "" },
};

/** Why something was not taken: its own answer, or what became of the way there. */
export function whyOf({ status_code, error }: Answer): Why | null {
  if (error !== null) return errors[error] ?? { what: error, todo: "" };
  if (status_code === null) return null;
  return { what: t("It answered {{status}}.", { status: status_code }), todo: todoAt(status_code) };
}

function todoAt(status: number): string {
  if (status < 300) return "";
  if (status < 400) {
    return t("Redirections are not followed: change the URL to where it leads.");
  }
  if (status === 401 || status === 403) {
    return t("It does not believe us: see that it verifies with the secret of this webhook.");
  }
  if (status === 404) return t("Nothing of its own is at this path: see the end of the URL.");
  if (status === 410) return t("It wants nothing more, so the webhook was disabled.");
  if (status === 429) return t("It asks for less at a time; what waits is sent later.");
  if (status >= 500) return t("The receiver itself failed: look into its log.");
  return t("It does not want what it was sent: its answer may say why.");
}

/** The part before the first dot, by which types of events are grouped: `session`. */
export function familyOf(name: string): string {
  return name.split(".", 1)[0] ?? name;
}

/** What a webhook is called: what somebody wrote of it, else where it leads. */
export function titleOf({ description, url }: Webhook): string {
  return description === "" ? placeOf(url) : description;
}

/** A URL without its scheme and query, which say little of where it leads. */
export function placeOf(url: string): string {
  return url.replace(/^https?:\/\//, "").replace(/\?.*$/, "");
}

/** Types of events in a sentence. */
export function typesText(types: readonly string[]): string {
  return types.includes(EVERYTHING) ? t("everything") : types.join(", ");
}
