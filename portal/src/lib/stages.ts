import { t } from "@/lib/words";

/** How far access control is rolled out. */
export type Stage = "off" | "shadow" | "on";

export const stages: Readonly<Record<Stage, { label: string; explained: string }>> = {
  off: {
    label: t("Off"),
    explained: t(
      "Everybody charges, and nothing is decided. For a start, or when decisions go wrong at night.",
    ),
  },
  shadow: {
    label: t("Shadow"),
    explained: t(
      "Each start is decided and recorded, and everybody charges all the same. See in the decisions who would have been denied.",
    ),
  },
  on: { label: t("On"), explained: t("What is decided holds: who is denied does not charge.") },
};

/** Return whether a word is a stage; a server of tomorrow may know others. */
export function isStage(word: string): word is Stage {
  return word in stages;
}
