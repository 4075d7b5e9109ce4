import { List } from "@mantine/core";

import type { Schemas } from "@/api/types";
import { StartExplainer } from "@/components/start-explainer";
import { reasonOf } from "@/lib/reasons";
import { t } from "@/lib/words";

type Explanation = Schemas["Explanation"];
type Step = Schemas["RuleStep"];

/** Pick a station and an instant: may the fleet's vehicles start there, and what decides it? */
export function FleetExplainer({ fleet }: { fleet: string }) {
  return (
    <StartExplainer
      who={{ fleet_id: fleet }}
      sentence={sentence}
      looked={({ rules }) =>
        rules.length > 0 && (
          <List size="sm" aria-label={t("What was looked at")}>
            {rules.map((step) => (
              <List.Item key={step.rule_id} fw={step.decided ? 600 : undefined}>
                {step.words} {because(step)}
              </List.Item>
            ))}
          </List>
        )
      }
    />
  );
}

function sentence({ allowed, reason, rule, station_code: station }: Explanation): string {
  if (allowed) return t("Its vehicles may start at {{station}}.", { station });
  const why = rule ?? reasonOf(reason).meaning;
  return t("Its vehicles may not start at {{station}}: {{why}}", { station, why });
}

function because(step: Step): string {
  if (step.decided) return t("This decides.");
  if (step.holds) return t("It holds as well.");
  if (!step.here) return t("Not at this place.");
  return step.valid ? t("Not at this hour.") : t("Not valid then.");
}
