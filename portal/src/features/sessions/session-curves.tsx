import { Chip, Group, Stack, Text } from "@mantine/core";
import { useMemo, useState } from "react";

import { rest } from "@/api/client";
import type { Schemas } from "@/api/types";
import { Chart } from "@/components/chart/chart";
import type { Series as Line } from "@/components/chart/line-chart";
import { Section } from "@/components/detail";
import { Answered } from "@/components/states";
import { ENERGY, figured, nameOf, usual } from "@/features/sessions/measurands";
import { count as number } from "@/lib/quantities";
import { t } from "@/lib/words";

type Session = Schemas["SessionView"];
type Curve = Schemas["SessionCurve"];

const AXES = 2;

/** Power, energy and state of charge over time; anything else that was measured, when chosen. */
export function SessionCurves({ session }: { session: Session }) {
  const curve = rest.useQuery("get", "/api/v1/sessions/{session_id}/curve", {
    params: { path: { session_id: session.id } },
  });
  return (
    <Section title={t("Curve")}>
      <Answered query={curve}>
        {(read) =>
          read.series.length === 0 ? (
            <Text c="dimmed">
              {session.ended_at === null
                ? t("The charger has sent no meter value yet.")
                : t("The charger sent no meter value.")}
            </Text>
          ) : (
            <Curves curve={read} start={session.meter_start_wh} />
          )
        }
      </Answered>
    </Section>
  );
}

function Curves({ curve, start }: { curve: Curve; start: number | null }) {
  const names = useMemo(() => curve.series.map(nameOf), [curve]);
  const [picked, setPicked] = useState<readonly string[] | null>(null);
  const chosen = picked ?? usual(curve.series);
  const text = chosen.join("\n");
  const charts = useMemo(
    () => drawn(linesOf(curve, new Set(text.split("\n")), start)),
    [curve, text, start],
  );
  return (
    <Stack gap="xs">
      {names.length > 1 && (
        <Chip.Group multiple value={[...chosen]} onChange={setPicked}>
          <Group gap={6} role="group" aria-label={t("What is shown")}>
            {names.map((name) => (
              <Chip key={name} value={name} size="xs">
                {name}
              </Chip>
            ))}
          </Group>
        </Chip.Group>
      )}
      {charts.map((lines, index) => (
        <Chart
          key={lines.map((line) => line.unit).join()}
          label={t("{{lines}} over time", { lines: lines.map((line) => line.name).join(", ") })}
          series={lines}
          height={index === 0 ? 260 : 170}
        />
      ))}
      {curve.truncated && (
        <Text c="dimmed">
          {t("Drawn from the first {{readings}} readings; the CSV has all of them.", {
            readings: number(curve.readings),
          })}
        </Text>
      )}
    </Stack>
  );
}

/** Return the lines as they are drawn: energy from the session's own beginning. */
function linesOf(curve: Curve, chosen: ReadonlySet<string>, start: number | null): Line[] {
  return curve.series
    .filter((one) => chosen.has(nameOf(one)))
    .map((one) => {
      const base = one.measurand === ENERGY ? (start ?? Number(one.values[0] ?? 0)) : 0;
      return { name: nameOf(one), ...figured(one, base) };
    });
}

/** Share lines out to charts, each with two axes and so with two units. */
function drawn(lines: readonly Line[]): Line[][] {
  const units = [...new Set(lines.map((line) => line.unit))];
  const charts: Line[][] = [];
  for (let first = 0; first < units.length; first += AXES) {
    const shown = units.slice(first, first + AXES);
    charts.push(lines.filter((line) => shown.includes(line.unit)));
  }
  return charts;
}
