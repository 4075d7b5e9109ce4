import { Stack, Text } from "@mantine/core";

import type { Schemas } from "@/api/types";
import { type Count, Counts } from "@/app/overview/counts";
import classes from "@/app/overview/overview.module.css";
import { Section } from "@/components/detail";
import { duration } from "@/lib/time";
import { t } from "@/lib/words";

type Overview = Schemas["stations_public_views_Overview"];

const LOUD_STATUSES = new Set(["Faulted", "Unavailable"]);

/** Chargers by what is true of them: a socket, what they report and when one was used are apart. */
export function Chargers({ figures }: { figures: Overview }) {
  return (
    <Section title={t("Chargers")}>
      <div className={classes.threes}>
        <Part title={t("Socket")} whole={figures.stations} counts={sockets(figures)} />
        <Part
          title={t("Reported by connectors")}
          whole={sum(figures.connectors_by_status)}
          counts={reported(figures)}
          none={t("No connector has reported anything yet.")}
        />
        <Part title={t("Last proven use")} whole={figures.stations} counts={uses(figures)} />
      </div>
    </Section>
  );
}

interface PartProps {
  title: string;
  whole: number;
  counts: readonly Count[];
  none?: string;
}

function Part({ title, whole, counts, none }: PartProps) {
  return (
    <Stack gap={4}>
      <Text className="hint">{title}</Text>
      {counts.length === 0 ? (
        <Text c="dimmed">{none}</Text>
      ) : (
        <Counts label={title} whole={whole} counts={counts} />
      )}
    </Stack>
  );
}

function sockets(figures: Overview): Count[] {
  const to = "stations";
  const counts: Count[] = [
    { label: t("Connected"), count: figures.connected, to, search: { connected: "true" } },
    {
      label: t("of them silent for {{duration}}", { duration: duration(figures.silent_after_s) }),
      count: figures.silent,
      to,
      search: { silent: "true" },
      loud: true,
    },
    {
      label: t("Offline"),
      count: figures.disconnected,
      to,
      search: { connected: "false", never_seen: "false" },
      loud: true,
    },
    { label: t("Never seen"), count: figures.never_seen, to, search: { never_seen: "true" } },
  ];
  if (figures.pending > 0) {
    const search = { registration: "pending" };
    counts.push({ label: t("Wait to be accepted"), count: figures.pending, to, search });
  }
  return counts;
}

function reported(figures: Overview): Count[] {
  const counts: Count[] = Object.entries(figures.connectors_by_status)
    .sort(([, one], [, other]) => other - one)
    .map(([status, count]) => ({
      label: status,
      count,
      to: "stations",
      search: { status },
      loud: LOUD_STATUSES.has(status),
    }));
  if (figures.faulted > 0) {
    counts.push({
      label: t("Stations with a fault"),
      count: figures.faulted,
      to: "stations",
      search: { faulted: "true" },
      loud: true,
    });
  }
  return counts;
}

function uses({ last_used }: Overview): Count[] {
  const spans = [
    ["day", t("Within a day")],
    ["week", t("Within a week")],
    ["month", t("Within a month")],
    ["older", t("Longer ago")],
    ["never", t("Never")],
  ] as const;
  return spans.map(([span, label]) => ({
    label,
    count: last_used[span],
    to: "stations",
    search: { last_used: span },
  }));
}

function sum(counts: Readonly<Record<string, number>>): number {
  return Object.values(counts).reduce((all, one) => all + one, 0);
}
