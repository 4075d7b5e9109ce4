import { t } from "@/lib/words";

/** What the error codes of OCPP mean, and what to do; makers' own codes stand beside them. */
const meanings: Readonly<Record<string, string>> = {
  ConnectorLockFailure: t("The plug cannot be locked or unlocked. Look at plug and lock."),
  EVCommunicationError: t("It cannot talk to the vehicle. Plug in again; try another vehicle."),
  GroundFailure: t(
    "A ground fault, or a protective switch that tripped. Have it looked at on site.",
  ),
  HighTemperature: t("It is too hot inside. It charges less, or not at all, until it has cooled."),
  InternalError: t("Something went wrong in its hardware or software. A restart may mend it."),
  LocalListConflict: t("Its local list of identifiers contradicts what it was answered here."),
  OtherError: t("An error that OCPP has no name for: see the maker's own code."),
  OverCurrentFailure: t("Too much current flowed; its protection may have tripped."),
  OverVoltage: t("The voltage is too high."),
  PowerMeterFailure: t("Its meter cannot be read: energy may be missing from sessions."),
  PowerSwitchFailure: t("Its power switch does not work. Have it looked at on site."),
  ReaderFailure: t("Its card reader does not work. Remote start still does."),
  ResetFailure: t("It could not restart."),
  UnderVoltage: t("The voltage is too low."),
  WeakSignal: t("Its wireless signal is weak: it may lose its connection."),
  Faulted: t("It says that it is out of order, and not why: see its timeline for events."),
};

/** Return what a fault's code means. */
export function faultMeaning(code: string): string {
  if (code.includes(".")) return t("A part of its device model reports a problem.");
  return meanings[code] ?? t("A code of the maker’s own: see its manual.");
}
