import { Code, Text } from "@mantine/core";
import type { ReactNode } from "react";

import type { Schemas } from "@/api/types";
import { Facts, Section } from "@/components/detail";
import { TenantLink } from "@/components/tenant-link";
import { actorKind, actorName } from "@/features/audit/actor-words";
import { erasedOf, restOf, textOf } from "@/features/audit/changes";
import { modules, moduleOf } from "@/features/audit/event-words";
import { Thing } from "@/features/audit/thing";
import { exact } from "@/lib/time";
import { t } from "@/lib/words";

type Entry = Schemas["AuditEntry"];

function Erased() {
  return (
    <Text span inherit c="dimmed" fs="italic">
      {t("erased")}
    </Text>
  );
}

/** Who, what, on what, from where and in which request. */
export function EntryFacts({ entry }: { entry: Entry }) {
  const { actor, station_id, request_id, origin, aggregate_id } = entry;
  return (
    <Facts
      facts={[
        [t("When"), exact(entry.at)],
        [t("Who"), <Who key="who" entry={entry} />],
        [t("Kind of who"), actorKind(actor.kind)],
        [t("From where"), entry.erased.includes("origin") ? <Erased key="origin" /> : origin],
        [modules[moduleOf(entry.name)] ?? t("On what"), <Thing key="thing" entry={entry} />],
        [
          t("Station"),
          station_id === null || station_id === aggregate_id ? null : (
            <TenantLink key="station" to={`stations/${station_id}`}>
              {t("The station concerned")}
            </TenantLink>
          ),
        ],
        [
          t("Request"),
          request_id && (
            <TenantLink key="request" to="audit" search={{ request_id }}>
              <Code>{request_id}</Code>
            </TenantLink>
          ),
        ],
        [t("Event"), <Code key="event">{entry.name}</Code>],
      ]}
    />
  );
}

function Who({ entry }: { entry: Entry }) {
  const { id } = entry.actor;
  const name = <bdi>{actorName(entry)}</bdi>;
  if (id === null) return name;
  return (
    <TenantLink to="audit" search={{ actor_id: id }} title={t("All that they did")}>
      {name}
    </TenantLink>
  );
}

/** What the event tells besides what was changed; a field that was erased is shown so. */
export function EntryData({ entry }: { entry: Entry }) {
  const erased = erasedOf(entry).filter((field) => field !== "changes");
  const told = restOf(entry).filter(([name]) => !erased.includes(name));
  if (told.length + erased.length === 0) return null;
  return (
    <Section title={t("What else is told")}>
      <Facts
        facts={[
          ...told.map(([name, value]): readonly [string, ReactNode] => [
            name,
            <bdi key={name}>{textOf(value)}</bdi>,
          ]),
          ...erased.map((name): readonly [string, ReactNode] => [name, <Erased key={name} />]),
        ]}
      />
      {entry.erased.length > 0 && (
        <Text className="hint">
          {t(
            "Erased fields told of a person who asked for it. The entry proves what it proved before; a later entry says who erased what.",
          )}
        </Text>
      )}
    </Section>
  );
}
