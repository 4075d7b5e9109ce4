import type { Schemas } from "@/api/types";
import type { Tone } from "@/components/status";
import { t } from "@/lib/words";

type Control = Schemas["ControlView"];

interface Word {
  tone: Tone;
  label: string;
  explained: string;
  /** What to do about it. */
  remedy: string;
}

/** What a charger can do about its mode. */
export const capabilities: Readonly<Record<Control["capability"], Word>> = {
  full: {
    tone: "good",
    label: t("full"),
    explained: t("It is switched from here, and asks before a start."),
    remedy: t("Nothing: any policy may govern it."),
  },
  partial: {
    tone: "warn",
    label: t("partial"),
    explained: t("It does a part of it: what is not enforced is told."),
    remedy: t(
      "Read what is not enforced. Accept it in writing before a policy governs it, or have it set up at the charger and probe it again.",
    ),
  },
  unsupported: {
    tone: "bad",
    label: t("unsupported"),
    explained: t("It is not switched from here, and does not ask before a start."),
    remedy: t(
      "It gets no schedule. Have it set up to ask before a start, or say which setting switches it if its maker knows one, and probe it again.",
    ),
  },
  unknown: {
    tone: "quiet",
    label: t("not known"),
    explained: t("It was not probed yet, or did not answer."),
    remedy: t("Probe it while it is connected, or say what it can do."),
  },
};

/** How what a charger does fits what is expected of it. */
export const syncs: Readonly<Record<Control["sync"], Word>> = {
  in_sync: {
    tone: "good",
    label: t("in sync"),
    explained: t("It said itself that it is in the expected mode."),
    remedy: t("Nothing."),
  },
  changing: {
    tone: "busy",
    label: t("changing"),
    explained: t("It was told to change, and has not confirmed it yet."),
    remedy: t("Wait: it takes seconds, and longer where it has to restart first."),
  },
  unconfirmed: {
    tone: "warn",
    label: t("unconfirmed"),
    explained: t("It did not say that it is in the expected mode."),
    remedy: t("Open its problem: that says what happened, and what helps."),
  },
  drifting: {
    tone: "bad",
    label: t("drifting"),
    explained: t("It does what the mode that it confirmed does not allow."),
    remedy: t(
      "Look at the attempts that show it, and retry its mode. If it goes on, what the charger says of itself is not true.",
    ),
  },
  server_enforced: {
    tone: "quiet",
    label: t("enforced by answers"),
    explained: t("It has no switch: our answers alone let in and refuse."),
    remedy: t("Nothing. Without a connection it decides by itself, by its local list."),
  },
  not_applicable: {
    tone: "quiet",
    label: t("not governed"),
    explained: t("Nothing is expected of it."),
    remedy: t("Give it a policy if it should follow one."),
  },
};

/** Return what a word means, and what to do about it. */
export function inFull({ explained, remedy }: Pick<Word, "explained" | "remedy">): string {
  return `${explained} ${remedy}`;
}

/** What became of a change of its mode. */
export const changes: Readonly<Record<Schemas["ChangeView"]["status"], string>> = {
  requested: t("requested"),
  accepted: t("accepted, not read back yet"),
  reboot_pending: t("waits for a restart"),
  confirmed: t("confirmed by reading it back"),
  rejected: t("refused by the charger"),
  failed: t("failed"),
  missed: t("missed: it was away"),
};

/** What came of a request where the charger said nothing that could be shown. */
export const outcomes: Readonly<Record<string, string>> = {
  accepted: t("it agreed"),
  rejected: t("it refused"),
  reboot_required: t("it needs a restart for it"),
  not_supported: t("it does not know the request"),
  unknown_key: t("it has no such setting"),
  offline: t("it was offline"),
  timed_out: t("it did not answer in time"),
  busy: t("it was told nothing: somebody charges"),
};

/** Why a change of its mode is not confirmed. */
export const changeReasons: Readonly<Record<string, string>> = {
  offline: t("it was offline"),
  no_answer: t("it did not answer in time"),
  refused: t("it refused"),
  not_applied: t("it says the old mode when asked"),
  forgotten: t("it forgot it when it booted"),
  in_use: t("somebody charges; it waits"),
  no_boot: t("it did not restart"),
  unreadable: t("it cannot be read back"),
  superseded: t("another change took its place"),
};

/** What a change of its mode comes from. */
export const changeCauses: Readonly<Record<string, string>> = {
  boundary: t("its policy"),
  boot: t("it booted"),
  drift: t("it was in another mode"),
  operator: t("an operator"),
  sweep: t("a look at all chargers"),
};
