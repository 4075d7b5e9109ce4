import type { Schemas } from "@/api/types";
import { t, told } from "@/lib/words";

type Explanation = Schemas["ExplanationView"];
type Step = Explanation["steps"][number];

/** Return a name set apart from the sentence around it, so that Arabic does not turn it around. */
export function apart(name: string): string {
  return `\u2068${name}\u2069`;
}

/** Return what a step says: the word of a department, or what was said of the user alone. */
export function wordOf({ department: name, effect }: Step): string {
  if (name === null) {
    return effect === "allow"
      ? t("a single permission of theirs allows it")
      : t("a single permission of theirs denies it");
  }
  const department = apart(told(name, "department"));
  return effect === "allow"
    ? t("the department {{department}} allows it", { department })
    : t("the department {{department}} denies it", { department });
}

/** Return in a sentence whether somebody may do something, and what decided it. */
export function sentence(name: string, { action, permitted, ...rest }: Explanation): string {
  const values = { name: apart(name), action, reason: reason({ action, permitted, ...rest }) };
  return permitted
    ? t("{{name}} may do {{action}} there: {{reason}}", values)
    : t("{{name}} may not do {{action}} there: {{reason}}", values);
}

function reason({ permitted, decided_by, steps }: Explanation): string {
  const decisive = decided_by === null ? undefined : steps[decided_by];
  if (decisive !== undefined) return `${wordOf(decisive)}.`;
  if (permitted) return t("it is allowed.");
  return steps.some(({ effect }) => effect === "allow")
    ? t("what allows it holds elsewhere alone.")
    : t("nothing allows it.");
}
