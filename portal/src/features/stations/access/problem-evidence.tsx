import { List, Text } from "@mantine/core";

import type { Schemas } from "@/api/types";
import { Age } from "@/components/age";
import { TenantLink } from "@/components/tenant-link";
import { outcomes } from "@/features/stations/access/control-words";
import { useMay } from "@/lib/me";
import { t, told } from "@/lib/words";

type Evidence = Schemas["ProblemView"]["evidence"];

/** How the server names an attempt among what a charger was asked. */
const ATTEMPT = "attempt ";

/** What the charger was asked and answered, or the attempts that showed what is wrong. */
export function ProblemEvidence({ evidence, station }: { evidence: Evidence; station: string }) {
  const maySeeAttempts = useMay("access.decisions.read");
  if (evidence.length === 0) {
    return (
      <Text c="dimmed">{t("Nothing was asked of the charger: it could not be reached.")}</Text>
    );
  }
  return (
    <>
      <List size="sm" aria-label={t("Evidence")}>
        {evidence.map((one, nth) => (
          <List.Item key={nth} className="wrap">
            <Asked asked={one.asked} />{" "}
            <Text span size="sm" c="dimmed">
              {typeof one.at === "string" && <Age at={one.at} />}
              {!isAttempt(one) && (
                <>
                  : <bdi>{answerOf(one)}</bdi>
                </>
              )}
            </Text>
          </List.Item>
        ))}
      </List>
      {evidence.some(isAttempt) && maySeeAttempts && (
        <TenantLink to="attempts" search={{ station_id: station }}>
          {t("All attempts to charge at the station")}
        </TenantLink>
      )}
    </>
  );
}

/** An attempt, a request by its name, or a sentence of the server's. */
function Asked({ asked }: { asked: unknown }) {
  if (typeof asked !== "string" || asked.startsWith(ATTEMPT)) return <>{t("An attempt to charge")}</>;
  const sentence = told(asked);
  return sentence === asked ? <code className="wrap">{asked}</code> : <>{sentence}</>;
}

function isAttempt({ asked }: Evidence[number]): boolean {
  return typeof asked !== "string" || asked.startsWith(ATTEMPT);
}

function answerOf({ answered, outcome }: Evidence[number]): string {
  if (typeof answered === "string") return answered;
  return typeof outcome === "string" ? (outcomes[outcome] ?? outcome) : "–";
}
