import { Group, List, Paper, Text } from "@mantine/core";
import type { ReactNode } from "react";

import type { Schemas } from "@/api/types";
import { Age } from "@/components/age";
import { Facts, Section } from "@/components/detail";
import { Energy, Identifier, Power } from "@/components/quantities";
import { TenantLink } from "@/components/tenant-link";
import { connectorOf, stationOf } from "@/features/sessions/session-columns";
import { SessionDuration, StateOfCharge } from "@/features/sessions/session-state";
import { flags, spoken } from "@/features/sessions/session-words";
import classes from "@/features/sessions/sessions.module.css";
import { exact } from "@/lib/time";
import { t } from "@/lib/words";

type Session = Schemas["SessionView"];

/** The figures that matter first. */
export function SessionFigures({ session }: { session: Session }) {
  const live = session.ended_at === null;
  return (
    <Paper withBorder p="md">
      <dl className={classes.figures}>
        <Figure name={t("Energy")}>
          <Energy wh={session.energy_wh} />
        </Figure>
        {live && (
          <Figure name={t("Power now")}>
            <Power w={session.power_w} />
          </Figure>
        )}
        <Figure name={t("State of charge")}>
          <StateOfCharge percent={session.soc_percent} />
        </Figure>
        <Figure name={t("Duration")}>
          <SessionDuration session={session} />
        </Figure>
        <Figure name={t("Last heard")}>
          <Age at={session.last_fact_at} />
        </Figure>
      </dl>
    </Paper>
  );
}

function Figure({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

/** Who charges, where, since when, and by which decision. */
export function SessionFacts({ session }: { session: Session }) {
  return (
    <Section title={t("Who and where")}>
      <Facts
        facts={[
          [t("Vehicle"), <Vehicle key="vehicle" session={session} />],
          [t("Identifier"), <Masked key="identifier" session={session} />],
          [
            t("Station"),
            <Named key="station" to={`stations/${session.station_id}`}>
              {stationOf(session)}
            </Named>,
          ],
          [t("Connector"), connectorOf(session)],
          [
            t("Location"),
            <Named key="location" to={`locations/${session.location_id}`}>
              {session.location_name ?? t("removed location")}
            </Named>,
          ],
          [t("Let in by"), <Decision key="decision" session={session} />],
          [t("Access mode"), session.mode === null ? null : spoken(session.mode)],
          [t("Started"), exact(session.started_at)],
          [t("Ended"), session.ended_at === null ? t("goes on") : exact(session.ended_at)],
          [t("Stop reason"), session.stop_reason],
          [t("Transaction"), `${session.transaction_id} (${session.protocol})`],
          [t("Settled"), session.resolution === null ? null : <Settled session={session} />],
        ]}
      />
      <Noticed session={session} />
    </Section>
  );
}

/** A link whose text may be long and in any script. */
function Named({ to, children }: { to: string; children: string }) {
  return (
    <TenantLink to={to} title={children.slice(0, 200)} className={classes.name ?? ""}>
      <bdi>{children}</bdi>
    </TenantLink>
  );
}

function Vehicle({ session }: { session: Session }) {
  if (session.vehicle_id === null) return <Text c="dimmed">{t("not known")}</Text>;
  return (
    <Named to={`vehicles/${session.vehicle_id}`}>
      {session.vehicle_name ?? t("removed vehicle")}
    </Named>
  );
}

function Masked({ session }: { session: Session }) {
  return (
    <Group gap={6}>
      <Identifier masked={session.masked} />
      {session.identifier_type !== null && (
        <Text span inherit c="dimmed">
          {session.identifier_type}
        </Text>
      )}
    </Group>
  );
}

function Decision({ session }: { session: Session }) {
  if (session.decision_id === null) {
    return (
      <Text c="dimmed">
        {session.mode === "freevend" ? t("nobody: it is freevend") : t("not known")}
      </Text>
    );
  }
  return (
    <TenantLink to={`decisions/${session.decision_id}`}>{t("the access decision")}</TenantLink>
  );
}

function Settled({ session }: { session: Session }) {
  return (
    <>
      {session.resolution} <Age at={session.resolved_at} />
    </>
  );
}

/** What was odd about its messages, in sentences. */
function Noticed({ session }: { session: Session }) {
  const said = session.flags.map((flag) => flags[flag] ?? spoken(flag));
  if (session.offline)
    said.unshift(t("It was told late: the charger had no connection meanwhile."));
  if (said.length === 0) return null;
  return (
    <List size="md" aria-label={t("Noticed")}>
      {said.map((sentence) => (
        <List.Item key={sentence}>{sentence}</List.Item>
      ))}
    </List>
  );
}
