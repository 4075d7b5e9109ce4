import { Alert } from "@mantine/core";
import { IconAlertTriangle } from "@tabler/icons-react";

import { rest } from "@/api/client";
import type { Schemas } from "@/api/types";
import { Status } from "@/components/status";
import { SessionProblem, SessionStatus } from "@/features/sessions/session-state";
import { problems, spoken } from "@/features/sessions/session-words";
import { useMay } from "@/lib/me";
import { t } from "@/lib/words";

type Session = Schemas["SessionView"];

/** What a session is doing, in a badge or two. One that is over has no connection to lose. */
export function SessionPills({ session }: { session: Session }) {
  return (
    <>
      <SessionStatus status={session.status} />
      {session.ended_at === null && <CutOff stationId={session.station_id} />}
      <SessionProblem session={session} />
    </>
  );
}

function CutOff({ stationId }: { stationId: string }) {
  const maySeeStations = useMay("stations.read");
  const station = rest.useQuery(
    "get",
    "/api/v1/stations/{station_id}",
    { params: { path: { station_id: stationId } } },
    { enabled: maySeeStations },
  );
  const state = station.data?.socket.state;
  if (state === undefined || state === "open") return null;
  return (
    <Status
      tone="bad"
      explained={t("Its charger is not connected: what is shown here is what was last told.")}
    >
      {t("cut off")}
    </Status>
  );
}

/** What is in doubt, and what to do about it. */
export function DoubtNotice({ session }: { session: Session }) {
  const doubt = problems[session.problem ?? ""];
  return (
    <Alert
      color="yellow"
      icon={<IconAlertTriangle aria-hidden />}
      title={doubt?.label ?? spoken(session.problem ?? "")}
    >
      {doubt?.explained ?? t("Something about this session is in doubt.")}{" "}
      {session.ended_at === null
        ? t("Until it is closed it counts as live.")
        : t("Settle it with what is known, or leave the energy unknown.")}
    </Alert>
  );
}
