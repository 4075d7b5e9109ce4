import type { Schemas } from "@/api/types";
import { classes, modes, modeSources, said } from "@/features/access/access-words";
import { reasonOf } from "@/lib/reasons";
import { isStage, stages } from "@/lib/stages";
import { t, told } from "@/lib/words";

type Decision = Schemas["DecisionView"];

/** Return the steps that led to a decision, in their order, each as a sentence. */
export function stepsOf(decision: Decision): string[] {
  const { agreement_name: agreement, passed_over: others, team_rule: rule } = decision;
  return [
    seenIn(decision),
    t("It is classed: {{class}}.", { class: said(classes, decision.access_class) }),
    ...(agreement === null ? [] : [t("The agreement {{name}} decides.", { name: agreement })]),
    ...others.map(({ name, reason }) =>
      t("The agreement {{name}} is passed over; it would have said: {{reason}}.", {
        name,
        reason: reasonOf(reason).label,
      }),
    ),
    governedIn(decision),
    t("The station is in {{mode}} by {{source}} ({{rule}}).", {
      mode: modes[decision.mode]?.label ?? decision.mode,
      source: said(modeSources, decision.policy_source),
      rule: told(decision.rule),
    }),
    reasonOf(decision.reason).meaning,
    ...(rule === null ? [] : [t("What the fleet's rules say: {{rule}}", { rule })]),
    ...(decision.stage === "shadow" && isStage(decision.stage)
      ? [t("Access control: {{stage}}.", { stage: stages[decision.stage].label })]
      : []),
    t("The charger is answered {{answer}}.", { answer: decision.answer }),
  ];
}

function seenIn({ source, masked, identifier_type: type }: Decision): string {
  const identifier = [type, masked].filter(Boolean).join(" ") || t("no identifier");
  return source === "operator"
    ? t("An operator asks for a start with {{identifier}}.", { identifier })
    : t("The charger sends {{identifier}}.", { identifier });
}

function governedIn({
  policy_id: id,
  policy_name: name,
  policy_version: version,
}: Decision): string {
  if (id === null) return t("No policy governs the station.");
  return name === null
    ? t("The station's own policy governs it, in version {{version}}.", { version: version ?? 0 })
    : t("The policy {{name}} governs the station, in version {{version}}.", {
        name,
        version: version ?? 0,
      });
}
