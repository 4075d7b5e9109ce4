import { Text, Tooltip } from "@mantine/core";

import type { Schemas } from "@/api/types";
import { Status } from "@/components/status";
import { problems, spoken, statuses } from "@/features/sessions/session-words";
import { useNow } from "@/lib/ticking";
import { duration } from "@/lib/time";
import { t } from "@/lib/words";

type Session = Schemas["SessionView"];

/** What a session is doing, or that it is over. */
export function SessionStatus({ status }: { status: Session["status"] }) {
  const word = statuses[status];
  if (word === undefined) return <Status tone="quiet">{spoken(status)}</Status>;
  return (
    <Status tone={word.tone} explained={word.explained}>
      {word.label}
    </Status>
  );
}

/** What is in doubt about a session; quiet once it is settled. */
export function SessionProblem({ session }: { session: Pick<Session, "problem" | "resolved_at"> }) {
  const { problem, resolved_at } = session;
  if (problem === null) return null;
  const doubt = problems[problem];
  const settled = resolved_at !== null;
  return (
    <Status
      tone={settled ? "quiet" : "warn"}
      explained={settled ? t("Settled by an operator.") : (doubt?.explained ?? spoken(problem))}
    >
      {doubt?.label ?? spoken(problem)}
    </Status>
  );
}

/** How long a session took, or has taken so far. */
export function SessionDuration({
  session,
}: {
  session: Pick<Session, "started_at" | "ended_at">;
}) {
  const now = useNow();
  const end = session.ended_at === null ? now : Date.parse(session.ended_at);
  const seconds = Math.max(0, (end - Date.parse(session.started_at)) / 1000);
  return <span className="figure">{duration(seconds)}</span>;
}

/** The vehicle's state of charge, as it says. */
export function StateOfCharge({ percent }: { percent: string | null }) {
  if (percent === null) {
    return (
      <Tooltip label={t("The charger does not tell the state of charge")}>
        <Text
          span
          inherit
          c="dimmed"
          aria-label={t("The charger does not tell the state of charge")}
        >
          –
        </Text>
      </Tooltip>
    );
  }
  return <span className="figure">{Number(percent)} %</span>;
}
