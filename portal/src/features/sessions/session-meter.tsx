import { Table, Text } from "@mantine/core";

import { rest } from "@/api/client";
import type { Schemas } from "@/api/types";
import { Age } from "@/components/age";
import { Facts, Section } from "@/components/detail";
import { Energy } from "@/components/quantities";
import { figured, nameOf } from "@/features/sessions/measurands";
import { energyRules, spoken } from "@/features/sessions/session-words";
import { t } from "@/lib/words";

type Session = Schemas["SessionView"];
type Series = Schemas["Series"];

/** How the energy is known, and what the meter said last. */
export function SessionMeter({ session }: { session: Session }) {
  const curve = rest.useQuery("get", "/api/v1/sessions/{session_id}/curve", {
    params: { path: { session_id: session.id } },
  });
  return (
    <Section title={t("Meter")}>
      <Text>{energyRules[session.energy_rule] ?? spoken(session.energy_rule)}</Text>
      <Facts
        facts={[
          [t("Meter at the start"), <Energy key="start" wh={session.meter_start_wh} />],
          [t("Last reading"), <Energy key="last" wh={session.meter_last_wh} />],
          [
            t("Meter at the stop"),
            session.ended_at === null ? null : <Energy key="stop" wh={session.meter_stop_wh} />,
          ],
        ]}
      />
      {curve.data !== undefined && <Latest series={curve.data.series} />}
    </Section>
  );
}

/** The last value of everything that the charger measures. */
function Latest({ series }: { series: readonly Series[] }) {
  if (series.length === 0) return null;
  return (
    <Table aria-label={t("Last values")} withRowBorders verticalSpacing={4}>
      <Table.Thead>
        <Table.Tr>
          <Table.Th>{t("Measured")}</Table.Th>
          <Table.Th ta="end">{t("Last value")}</Table.Th>
          <Table.Th ta="end">{t("At")}</Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {series.map((one) => {
          const { unit, points } = figured(one, 0);
          const last = points.at(-1);
          return (
            <Table.Tr key={nameOf(one)}>
              <Table.Td className="wrap">{nameOf(one)}</Table.Td>
              <Table.Td ta="end" className="figure">
                {last?.[1]} {unit}
              </Table.Td>
              <Table.Td ta="end" c="dimmed">
                <Age at={one.at.at(-1)} />
              </Table.Td>
            </Table.Tr>
          );
        })}
      </Table.Tbody>
    </Table>
  );
}
