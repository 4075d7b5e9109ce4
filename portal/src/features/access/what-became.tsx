import { Text } from "@mantine/core";

import type { Schemas } from "@/api/types";
import { Age } from "@/components/age";
import { ButtonLink } from "@/components/button-link";
import { Facts, Section } from "@/components/detail";
import { Timeline, type TimelineEntry } from "@/components/timeline";
import { attemptKinds, outcomes, said } from "@/features/access/access-words";
import { useMay } from "@/lib/me";
import { t } from "@/lib/words";

type Detail = Schemas["DecisionDetail"];

/** The attempt that a decision belongs to, what was learnt later, and the session. */
export function WhatBecame({ detail }: { detail: Detail }) {
  const { attempt, session_id } = detail;
  const maySeeSessions = useMay("sessions.read");
  return (
    <Section
      title={t("What became of it")}
      actions={
        session_id !== null &&
        maySeeSessions && (
          <ButtonLink to={`sessions/${session_id}`} variant="default">
            {t("Go to the session")}
          </ButtonLink>
        )
      }
    >
      <Text>{endOf(detail)}</Text>
      {attempt !== null && (
        <Facts
          facts={[
            [t("Attempt"), said(attemptKinds, attempt.kind)],
            [t("Received"), <Age key="received" at={attempt.received_at} />],
            [t("The charger's own time"), attempt.reported_at && <Age at={attempt.reported_at} />],
            [
              t("Start", { context: "fact" }),
              <Age key="started" at={attempt.started_at} never={t("none was reported")} />,
            ],
          ]}
        />
      )}
      {detail.outcomes.length > 0 && (
        <Timeline label={t("What was learnt later")} entries={detail.outcomes.map(entryOf)} />
      )}
    </Section>
  );
}

function endOf({ decision, session_id, attempt }: Detail): string {
  if (session_id !== null) return t("A session came of it.");
  if (decision.decision === "denied") return t("It was refused, and no session came of it.");
  if (attempt?.started_at != null) return t("A start was reported; its session is not known yet.");
  return t(
    "It was let in, and no session came of it: the cable was not plugged in, or not in time.",
  );
}

function entryOf(outcome: Detail["outcomes"][number], index: number): TimelineEntry {
  return {
    id: `${index}`,
    at: outcome.at,
    kind: said(outcomes, outcome.kind),
    tone: outcome.kind === "session_started" ? "good" : "warn",
    title: outcome.kind === "session_started" ? t("The session is linked above.") : "",
    body: outcome.details,
  };
}
