import { Button } from "@mantine/core";
import { IconDownload } from "@tabler/icons-react";
import { useParams } from "@tanstack/react-router";

import { rest } from "@/api/client";
import type { Schemas } from "@/api/types";
import { Page } from "@/components/page";
import { ReadPage } from "@/components/read-page";
import { TenantLink } from "@/components/tenant-link";
import { RepairButton } from "@/features/sessions/repair-form";
import { stationOf } from "@/features/sessions/session-columns";
import { SessionCost } from "@/features/sessions/session-cost";
import { SessionCurves } from "@/features/sessions/session-curves";
import { SessionFacts, SessionFigures } from "@/features/sessions/session-facts";
import { SessionMeter } from "@/features/sessions/session-meter";
import { SessionStory } from "@/features/sessions/session-story";
import { DoubtNotice, SessionPills } from "@/features/sessions/session-notices";
import { SignedValues } from "@/features/sessions/signed-values";
import { StopAnswer, StopButton, useStop } from "@/features/sessions/stop-session";
import classes from "@/features/sessions/sessions.module.css";
import { useMay, useMe } from "@/lib/me";
import { t } from "@/lib/words";

type Session = Schemas["SessionView"];

/** One session: what it is doing, who and where, its curve, and all that happened. */
export function SessionPage() {
  const { session = "" } = useParams({ strict: false });
  const read = rest.useQuery("get", "/api/v1/sessions/{session_id}", {
    params: { path: { session_id: session } },
  });
  return (
    <ReadPage
      query={read}
      title={t("Session")}
      actions={<TenantLink to="sessions">{t("All sessions")}</TenantLink>}
    >
      {(session) => <Told key={session.id} session={session} />}
    </ReadPage>
  );
}

function Told({ session }: { session: Session }) {
  const stop = useStop(session.id);
  const mayCommand = useMay("stations.command");
  const mayRepair = useMay("sessions.repair");
  const mayExport = useMay("sessions.export");
  const live = session.ended_at === null;
  const actions = (
    <>
      {mayExport && <ReadingsFile id={session.id} />}
      {mayRepair && (live || isDoubtful(session)) && <RepairButton session={session} />}
      {mayCommand && live && <StopButton session={session} stop={stop} />}
    </>
  );
  return (
    <Page
      title={t("Session at {{station}}", { station: stationOf(session) })}
      beside={<SessionPills session={session} />}
      actions={actions}
    >
      {isDoubtful(session) && <DoubtNotice session={session} />}
      <StopAnswer session={session} stop={stop} />
      <SessionFigures session={session} />
      <div className={classes.columns}>
        <div className={classes.column}>
          <SessionCurves session={session} />
          <SessionCost id={session.id} />
          <div className={classes.last}>
            <SessionStory session={session} />
          </div>
        </div>
        <div className={classes.column}>
          <SessionFacts session={session} />
          <SessionMeter session={session} />
          {mayExport && <SignedValues id={session.id} />}
        </div>
      </div>
    </Page>
  );
}

/** Whether something about a session waits for an operator. */
function isDoubtful(session: Session): boolean {
  return session.problem !== null && session.resolved_at === null;
}

function ReadingsFile({ id }: { id: string }) {
  const { tenant } = useMe();
  const asked = new URLSearchParams({ format: "csv", tenant: tenant.slug });
  return (
    <Button
      component="a"
      href={`/api/v1/sessions/${id}/readings?${asked.toString()}`}
      download
      variant="default"
      leftSection={<IconDownload size={14} aria-hidden />}
    >
      {t("Readings as CSV")}
    </Button>
  );
}
