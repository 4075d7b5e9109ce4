import { Chip, Group, Text } from "@mantine/core";
import { useMemo, useState } from "react";

import { rest } from "@/api/client";
import type { Schemas } from "@/api/types";
import { Section } from "@/components/detail";
import { Said } from "@/components/said";
import { Answered } from "@/components/states";
import type { Tone } from "@/components/status";
import { TenantLink } from "@/components/tenant-link";
import { Timeline, type TimelineEntry } from "@/components/timeline";
import { spoken } from "@/features/sessions/session-words";
import { reasonOf } from "@/lib/reasons";
import { duration } from "@/lib/time";
import { t } from "@/lib/words";

type Session = Schemas["SessionView"];
type Entry = Schemas["Entry"];

const kinds: Readonly<Record<string, string>> = {
  state: t("States"),
  decision: t("Decision"),
  command: t("Commands"),
  frame: t("Frames"),
};
const kindWords: Readonly<Record<string, string>> = {
  state: t("state"),
  decision: t("decision"),
  command: t("command"),
  frame: t("frame"),
};
const LATE_S = 5;

/** All that happened to a session in one line, the newest first. */
export function SessionStory({ session }: { session: Session }) {
  const story = rest.useQuery("get", "/api/v1/sessions/{session_id}/timeline", {
    params: { path: { session_id: session.id } },
  });
  return (
    <Section title={t("What happened")}>
      <Answered query={story}>
        {({ entries, frames_left_out }) => (
          <Story entries={entries} leftOut={frames_left_out} session={session} />
        )}
      </Answered>
    </Section>
  );
}

interface StoryProps {
  entries: readonly Entry[];
  leftOut: boolean;
  session: Session;
}

function Story({ entries, leftOut, session }: StoryProps) {
  const [wanted, setWanted] = useState<string[]>(Object.keys(kinds));
  const shown = useMemo(
    () =>
      entries
        .map((entry, index) => ({ entry, id: `${entry.id ?? entry.what} ${index}` }))
        .filter(({ entry }) => wanted.includes(entry.kind))
        .map(({ entry, id }) => shownOf(entry, id))
        .reverse(),
    [entries, wanted],
  );
  return (
    <>
      <Chip.Group multiple value={wanted} onChange={setWanted}>
        <Group gap={6} role="group" aria-label={t("Kinds that are shown")}>
          {Object.entries(kinds).map(([kind, label]) => (
            <Chip key={kind} value={kind} size="xs">
              {label} {entries.filter((entry) => entry.kind === kind).length}
            </Chip>
          ))}
        </Group>
      </Chip.Group>
      {leftOut && (
        <Text c="dimmed">
          <Said
            sentence="The first and the last frames are shown. <station>The station</station> has them all."
            parts={{
              station: <TenantLink to={`stations/${session.station_id}`} underline="always" />,
            }}
          />
        </Text>
      )}
      {shown.length === 0 ? (
        <Text c="dimmed">{t("Nothing of these kinds.")}</Text>
      ) : (
        <Timeline label={t("What happened")} entries={shown} />
      )}
    </>
  );
}

function shownOf(entry: Entry, id: string): TimelineEntry {
  return {
    id,
    at: entry.at,
    kind: kindWords[entry.kind] ?? entry.kind,
    tone: toneOf(entry),
    title: <Title entry={entry} />,
    ...(entry.frame != null && { body: entry.frame.payload ?? t("no payload is kept") }),
  };
}

function Title({ entry }: { entry: Entry }) {
  return (
    <>
      <What entry={entry} />
      <SaidAt entry={entry} />
    </>
  );
}

function What({ entry }: { entry: Entry }) {
  const { frame } = entry;
  if (frame != null) {
    const way = frame.direction === "in" ? t("from the charger") : t("to the charger");
    return (
      <>
        {entry.what} <Quiet>{`${spoken(frame.kind)}, ${way}`}</Quiet>
        {frame.deviations.length > 0 && (
          <Quiet>{`; ${t("odd: {{what}}", { what: frame.deviations.join(", ") })}`}</Quiet>
        )}
      </>
    );
  }
  if (entry.kind === "decision") {
    return (
      <TenantLink to={`decisions/${entry.id ?? ""}`}>
        {spoken(entry.what)}: {reasonOf(entry.detail ?? "").label}
      </TenantLink>
    );
  }
  return (
    <>
      {spoken(entry.what)} {entry.detail != null && <Quiet>{spoken(entry.detail)}</Quiet>}
    </>
  );
}

/** When the charger says that it was, where that is not when we heard of it. */
function SaidAt({ entry }: { entry: Entry }) {
  if (entry.station_time == null) return null;
  const late = (Date.parse(entry.at) - Date.parse(entry.station_time)) / 1000;
  if (Math.abs(late) < LATE_S) return null;
  const by = duration(Math.abs(late));
  const said =
    late > 0
      ? t("by the charger's clock {{by}} before we heard of it", { by })
      : t("by the charger's clock {{by}} after we heard of it", { by });
  return <Quiet>{` · ${said}`}</Quiet>;
}

function Quiet({ children }: { children: string }) {
  return (
    <Text span inherit c="dimmed">
      {children}
    </Text>
  );
}

const answers: Readonly<Record<string, Tone>> = {
  allowed: "good",
  denied: "bad",
  accepted: "good",
  rejected: "bad",
  refused: "bad",
  timed_out: "warn",
  offline: "warn",
};

function toneOf(entry: Entry): Tone {
  if (entry.frame != null) {
    if (entry.frame.kind === "error" || entry.frame.kind === "malformed") return "bad";
    return entry.frame.deviations.length > 0 ? "warn" : "quiet";
  }
  const said = entry.kind === "decision" ? entry.what : (entry.detail ?? "");
  return answers[said.toLowerCase()] ?? "busy";
}
