import { SegmentedControl, Text } from "@mantine/core";
import { useState } from "react";

import { rest } from "@/api/client";
import type { Schemas } from "@/api/types";
import { Chart } from "@/components/chart/chart";
import { Section } from "@/components/detail";
import { Answered } from "@/components/states";
import { count, energy } from "@/lib/quantities";
import { t } from "@/lib/words";

type Span = Schemas["SpanUse"];

/** How much a location's connectors were used, and what energy they gave. */
export function LocationUse({ id }: { id: string }) {
  const [by, setBy] = useState("hours");
  const use = rest.useQuery("get", "/api/v1/locations/{location_id}/utilisation", {
    params: { path: { location_id: id } },
  });
  return (
    <Section
      title={t("Use")}
      actions={
        <SegmentedControl
          size="xs"
          aria-label={t("How long")}
          value={by}
          onChange={setBy}
          data={[
            { value: "hours", label: t("By hour") },
            { value: "days", label: t("By day") },
          ]}
        />
      }
    >
      <Answered query={use}>
        {(told) => {
          if (told.connectors === 0)
            return <Text c="dimmed">{t("No connector is known here yet.")}</Text>;
          const spans = by === "hours" ? told.hours : told.days;
          return (
            <>
              <Text size="sm" c="dimmed">
                {summary(spans)}{" "}
                {t("{{count}} connectors, in the zone {{zone}}.", {
                  count: told.connectors,
                  zone: told.timezone,
                })}
              </Text>
              <Chart
                label={
                  by === "hours"
                    ? t("How much the location was used by hour")
                    : t("How much the location was used by day")
                }
                height={220}
                series={[
                  { name: t("In use"), unit: "%", points: shares(spans) },
                  {
                    name: t("Energy"),
                    unit: "kWh",
                    kind: "bar",
                    points: spans.map((span) => [begin(span), span.energy_wh / 1000] as const),
                  },
                ]}
              />
            </>
          );
        }}
      </Answered>
    </Section>
  );
}

function begin(span: Span): number {
  return Date.parse(span.begins_at);
}

function percentOf(used: number, capacity: number): number {
  return capacity === 0 ? 0 : Math.round((1000 * used) / capacity) / 10;
}

function shares(spans: readonly Span[]): (readonly [number, number])[] {
  return spans.map((span) => [begin(span), percentOf(span.in_use_s, span.capacity_s)]);
}

function summary(spans: readonly Span[]): string {
  const sum = (of: (span: Span) => number) => spans.reduce((all, span) => all + of(span), 0);
  const used = percentOf(
    sum((span) => span.in_use_s),
    sum((span) => span.capacity_s),
  );
  const given = energy(sum((span) => span.energy_wh));
  const sessions = sum((span) => span.sessions_started);
  return t("In use {{used}} % of the time, {{given}}, {{sessions}} sessions begun.", {
    used,
    given,
    sessions: count(sessions),
    count: sessions,
  });
}
