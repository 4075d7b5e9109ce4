import type { Schemas } from "@/api/types";
import { t } from "@/lib/words";

/** Who may charge at a station: anybody, or who is let in. */
export type Mode = Schemas["AccessPolicy"]["default_mode"];

/** What says in which mode a station should be. */
export type Source = Schemas["ModeSpan"]["source"];

export const modes: Readonly<Record<Mode, { label: string; explained: string }>> = {
  managed_access: {
    label: t("managed access"),
    explained: t("Only those who are known may charge."),
  },
  freevend: { label: t("freevend"), explained: t("Whoever plugs in may charge; nobody is asked.") },
};

/** What a mode comes from, the strongest first. */
export const sources: Readonly<Record<Source, string>> = {
  override: t("an override of the station"),
  exception: t("an exception of its policy"),
  weekly: t("a weekly window of its policy"),
  default: t("the policy's default"),
};

/** The modes to choose from. */
export const modeChoices = (["managed_access", "freevend"] as const).map((value) => ({
  value,
  label: modes[value].label,
}));

/** Return the mode that is not this one. */
export function other(mode: Mode): Mode {
  return mode === "freevend" ? "managed_access" : "freevend";
}
