import type { Schemas } from "@/api/types";
import type { Tone } from "@/components/status";
import { t } from "@/lib/words";

type Control = Schemas["ControlView"];

interface Word {
  tone: Tone;
  label: string;
  explained: string;
}

/** What a charger can do about its mode. */
export const capabilities: Readonly<Record<Control["capability"], Word>> = {
  full: {
    tone: "good",
    label: t("full"),
    explained: t("It is switched from here, and asks before a start."),
  },
  partial: {
    tone: "warn",
    label: t("partial"),
    explained: t("It does a part of it: what is not enforced is told."),
  },
  unsupported: {
    tone: "bad",
    label: t("unsupported"),
    explained: t("It is not switched from here, and does not ask before a start."),
  },
  unknown: { tone: "quiet", label: t("not known"), explained: t("It was not probed yet.") },
};

/** How what a charger does fits what is expected of it. */
export const syncs: Readonly<Record<Control["sync"], Word>> = {
  in_sync: {
    tone: "good",
    label: t("in sync"),
    explained: t("It said itself that it is in the expected mode."),
  },
  changing: {
    tone: "busy",
    label: t("changing"),
    explained: t("It was told to change, and has not confirmed it yet."),
  },
  unconfirmed: {
    tone: "warn",
    label: t("unconfirmed"),
    explained: t("It did not say that it is in the expected mode."),
  },
  drifting: {
    tone: "bad",
    label: t("drifting"),
    explained: t("It does what the mode that it confirmed does not allow."),
  },
  server_enforced: {
    tone: "quiet",
    label: t("enforced by answers"),
    explained: t("It has no switch: our answers alone let in and refuse."),
  },
  not_applicable: {
    tone: "quiet",
    label: t("not governed"),
    explained: t("Nothing is expected of it."),
  },
};

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
