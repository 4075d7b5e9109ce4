import type { Tone } from "@/components/status";
import { t } from "@/lib/words";

/** What a decision says. */
export const decisions: Readonly<Record<string, string>> = {
  allowed: t("allowed"),
  denied: t("denied"),
};

/** Whose an identifier is found to be. */
export const classes: Readonly<Record<string, string>> = {
  own_fleet: t("own fleet"),
  agreement: t("agreement"),
  unknown: t("unknown"),
  unauthorised: t("known, not permitted"),
};

export const modes: Readonly<Record<string, { label: string; explained: string }>> = {
  managed_access: { label: t("managed access"), explained: t("Every start needs our decision.") },
  freevend: { label: t("freevend"), explained: t("Anybody may charge; nothing is decided.") },
};

/** Where a station's mode came from, the strongest first. */
export const modeSources: Readonly<Record<string, string>> = {
  override: t("an override of the station"),
  exception: t("an exception of its policy"),
  weekly: t("a weekly window of its policy"),
  default: t("the policy's default, or managed access"),
};

/** What became of a source of the mode. */
export const precedences: Readonly<Record<string, string>> = {
  decided: t("it decided"),
  passed_over: t("it said nothing"),
  outranked: t("a stronger one spoke"),
};

/** How an identifier came to be judged. */
export const decisionSources: Readonly<Record<string, string>> = {
  identifier: t("an identifier that the charger sent"),
  operator: t("an operator's remote start"),
  payment: t("a payment"),
};

/** What was learnt after a decision. */
export const outcomes: Readonly<Record<string, string>> = {
  session_started: t("a session began"),
  charger_local_rejection: t("the charger refused by itself"),
  stop_sent: t("a stop was sent"),
};

export const attemptKinds: Readonly<Record<string, string>> = {
  authorize: t("asked before the start"),
  start: t("asked with the start"),
  remote: t("started remotely"),
};

const tones: Readonly<Record<string, Tone>> = { allowed: "good", denied: "warn" };

/** How loud a decision is: a denial is nobody's fault, and no failure. */
export function toneOf(decision: string): Tone {
  return tones[decision] ?? "quiet";
}

/** Return a word of the API's as people say it; one that is not known without its underscores. */
export function said(words: Readonly<Record<string, string>>, code: string): string {
  return words[code] ?? code.replaceAll("_", " ");
}
