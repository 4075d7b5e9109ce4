import type { Schemas } from "@/api/types";
import type { Tone } from "@/components/status";
import { t } from "@/lib/words";

type Identifier = Schemas["Identifier"];

/** What kind of identifier it is, in words that drivers and operators use. */
export const types: Readonly<Record<Identifier["type"], string>> = {
  rfid: t("RFID card"),
  mac: t("MAC address (Autocharge)"),
  evccid: t("EVCC id"),
  vin: t("Vehicle identification number"),
  emaid: t("Contract id (eMAID)"),
  pin: "PIN",
  key_code: t("Key code"),
  central: t("Made by this system"),
  local: t("Made by the charger"),
  other: t("Other"),
};

interface Word {
  label: string;
  tone: Tone;
  explained: string;
}

export const statuses: Readonly<Record<Identifier["status"], Word>> = {
  active: { label: t("active"), tone: "good", explained: t("It may charge while it is valid.") },
  inactive: {
    label: t("inactive"),
    tone: "quiet",
    explained: t("It is refused until it is active."),
  },
  blocked: {
    label: t("blocked"),
    tone: "warn",
    explained: t("Somebody blocked it: it is refused."),
  },
  lost: { label: t("lost"), tone: "warn", explained: t("Somebody lost it: it is refused.") },
};

export const sources: Readonly<Record<Identifier["source"], string>> = {
  api: t("Portal or API"),
  console: t("Command line"),
  csv: t("File"),
};

export const vehicleStatuses: Readonly<Record<Schemas["Vehicle"]["status"], Word>> = {
  active: { label: t("active"), tone: "good", explained: t("Its identifiers may charge.") },
  inactive: {
    label: t("inactive"),
    tone: "quiet",
    explained: t("None of its identifiers may charge, whatever their own status."),
  },
};

/** Return a table of words as the options of a choice. */
export function optionsOf(
  words: Readonly<Record<string, string | { label: string }>>,
): { value: string; label: string }[] {
  return Object.entries(words).map(([value, word]) => ({
    value,
    label: typeof word === "string" ? word : word.label,
  }));
}

/** When a partner is asked about a token of its, as somebody would charge. */
export const realTimes: Readonly<
  Record<Schemas["Agreement"]["real_time"], { label: string; explained: string }>
> = {
  when_required: {
    label: t("Only where the token says so"),
    explained: t("Tokens that the partner always allows are let in without asking."),
  },
  whenever_allowed: {
    label: t("Whenever the token permits it"),
    explained: t("What the partner told serves only where it does not answer."),
  },
  never: {
    label: t("Never"),
    explained: t("Tokens about which it would have to be asked are refused."),
  },
};
