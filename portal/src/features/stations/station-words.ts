import type { Tone } from "@/components/status";
import { t } from "@/lib/words";

/** The versions of OCPP that can be expected of a station. */
export const protocols = [
  { value: "ocpp1.6", label: "OCPP 1.6" },
  { value: "ocpp2.0.1", label: "OCPP 2.0.1" },
  { value: "ocpp2.1", label: "OCPP 2.1" },
] as const;

/** How a station proves who it is. */
export const securityProfiles = [
  { value: "1", label: t("1: a password") },
  { value: "2", label: t("2: a password, over TLS (wss)") },
  { value: "3", label: t("3: a certificate, over TLS (wss)") },
  { value: "0", label: t("0: nothing at all") },
] as const;

interface Word {
  label: string;
  tone: Tone;
  explained: string;
}

/** Whether a station may take part. */
export const registrationWords: Readonly<Record<string, Word>> = {
  accepted: { label: t("accepted"), tone: "good", explained: t("It may take part.") },
  pending: {
    label: t("waits to be accepted"),
    tone: "busy",
    explained: t("It may connect, and is told to wait. Accept it in its settings."),
  },
  rejected: {
    label: t("rejected"),
    tone: "warn",
    explained: t("It is told at each boot that it may not take part. Its settings change that."),
  },
};

export const registrations = Object.entries(registrationWords).map(([value, { label }]) => ({
  value,
  label,
}));

/** How loud each status is that stations and connectors report. */
export const reportedTones: Readonly<Record<string, Tone>> = {
  available: "good",
  charging: "busy",
  occupied: "busy",
  preparing: "busy",
  finishing: "busy",
  suspendedev: "busy",
  suspendedevse: "warn",
  reserved: "quiet",
  unavailable: "warn",
  faulted: "bad",
};

/** The statuses that can be reported, of all versions. */
export const reportedStatuses = [
  "Available",
  "Preparing",
  "Charging",
  "Occupied",
  "SuspendedEV",
  "SuspendedEVSE",
  "Finishing",
  "Reserved",
  "Unavailable",
  "Faulted",
].map((value) => ({ value, label: value }));

/** How a connector gives power. */
export const powerTypes: Readonly<Record<string, string>> = {
  ac_1_phase: t("AC, 1 phase"),
  ac_3_phase: t("AC, 3 phases"),
  dc: "DC",
};

/** Return what a version is called, or that any is welcome. */
export function protocolName(protocol: string | null | undefined): string {
  if (protocol === null || protocol === undefined) return t("whichever it offers");
  return protocols.find(({ value }) => value === protocol)?.label ?? protocol;
}

/** Return a station's name for people. */
export function nameOf(station: { name: string | null; code: string }): string {
  return station.name ?? station.code;
}
