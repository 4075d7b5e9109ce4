import type { Schemas } from "@/api/types";
import { ruleText } from "@/components/week-editor/rule-text";
import { classes, modes, modeSources, said } from "@/features/access/access-words";
import { reasonOf } from "@/lib/reasons";
import { isStage, stages } from "@/lib/stages";
import { t } from "@/lib/words";

type Decision = Schemas["DecisionView"];

const partnersWords: Readonly<Record<string, string>> = {
  allowed: t("The partner is asked: it lets the driver charge."),
  blocked: t("The partner is asked: it says that the token is blocked."),
  expired: t("The partner is asked: it says that the token has expired."),
  no_credit: t("The partner is asked: it says that the token has no credit."),
  not_allowed: t("The partner is asked: it says that the driver may not charge here."),
  unknown: t("The partner is asked: it does not know the token."),
  no_answer: t("The partner is asked: it gives no answer in time."),
  not_asked: t("The partner is not asked: it gave no answer of late, and nobody waits for it."),
};

/** Return the steps that led to a decision, in their order, each as a sentence. */
export function stepsOf(decision: Decision, partnerSaid?: string): string[] {
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
      rule: ruleText(decision.rule),
    }),
    ...(partnerSaid === undefined
      ? []
      : [partnersWords[partnerSaid] ?? t("The partner said: {{word}}.", { word: partnerSaid })]),
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
