import { List } from "@mantine/core";

import type { Schemas } from "@/api/types";
import { StartExplainer } from "@/components/start-explainer";
import { reasonOf } from "@/lib/reasons";
import { t } from "@/lib/words";

type Explanation = Schemas["Explanation"];
type Step = Schemas["AgreementStep"];

/** Pick a station and an instant: may the agreement's drivers start there, and why? */
export function AgreementExplainer({ agreement }: { agreement: string }) {
  return (
    <StartExplainer
      who={{ agreement_id: agreement }}
      sentence={sentence}
      looked={({ agreements }) =>
        agreements.map((step) => (
          <List key={step.agreement_id} size="sm" aria-label={t("What was looked at")}>
            {looked(step).map((words) => (
              <List.Item key={words}>{words}</List.Item>
            ))}
          </List>
        ))
      }
    />
  );
}

function sentence({ allowed, reason, station_code: station }: Explanation): string {
  if (allowed) return t("Its drivers may start at {{station}}.", { station });
  const why = reasonOf(reason).meaning;
  return t("Its drivers may not start at {{station}}: {{why}}", { station, why });
}

function looked(step: Step): string[] {
  return [
    step.valid ? t("It is active and valid then.") : t("It is not active or not valid then."),
    step.fresh ? t("Its feed is fresh enough.") : t("Its feed is too old then."),
    step.here ? t("It holds at this place.") : t("It does not hold at this place."),
    step.in_hours ? t("It holds at this hour.") : t("It does not hold at this hour."),
  ];
}
