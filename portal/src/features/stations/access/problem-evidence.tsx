import { List, Text } from "@mantine/core";

import type { Schemas } from "@/api/types";
import { Age } from "@/components/age";
import { t } from "@/lib/words";

type Evidence = Schemas["ProblemView"]["evidence"];

/** What the charger was asked and answered, or the attempts that showed what is wrong. */
export function ProblemEvidence({ evidence }: { evidence: Evidence }) {
  if (evidence.length === 0) {
    return (
      <Text c="dimmed">{t("Nothing was asked of the charger: it could not be reached.")}</Text>
    );
  }
  return (
    <List size="sm" aria-label={t("Evidence")}>
      {evidence.map((one, nth) => (
        <List.Item key={nth}>
          {typeof one.asked === "string" ? (
            <code className="wrap">{one.asked}</code>
          ) : (
            t("An attempt to charge")
          )}{" "}
          <Text span size="sm" c="dimmed">
            {typeof one.at === "string" && <Age at={one.at} />}
            {answerOf(one) !== "" && (
              <>
                : <bdi>{answerOf(one)}</bdi>
              </>
            )}
          </Text>
        </List.Item>
      ))}
    </List>
  );
}

function answerOf({ answered, outcome }: Evidence[number]): string {
  if (typeof answered === "string") return answered;
  return typeof outcome === "string" ? outcome.replaceAll("_", " ") : "";
}
