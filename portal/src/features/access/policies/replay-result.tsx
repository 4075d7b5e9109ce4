import { Table, Text } from "@mantine/core";

import type { Schemas } from "@/api/types";
import { Facts } from "@/components/detail";
import { TenantLink } from "@/components/tenant-link";
import type { Tried } from "@/features/access/policies/policy-replay";
import { count } from "@/lib/quantities";
import { reasonOf } from "@/lib/reasons";
import { t } from "@/lib/words";

type Replay = Schemas["Replay"];

/** What past attempts would have come to: how many, why, and which vehicles would be denied. */
export function ReplayResult({ replay, at }: { replay: Replay; at: Tried }) {
  const { since: from, until: to } = replay;
  const search: Readonly<Record<string, string>> = {
    ...("policy" in at ? { policy_id: at.policy } : { station_id: at.station }),
    from,
    to,
  };
  const figures = { denied: count(replay.denied), attempts: count(replay.attempts) };
  if (replay.attempts === 0) {
    return <Text c="dimmed">{t("Nobody tried to charge there in the last four weeks.")}</Text>;
  }
  return (
    <>
      <Text fw={600} role="status">
        {t("{{denied}} of {{attempts}} attempts would be denied.", figures)}{" "}
        <TenantLink to="attempts" search={search} underline="always" target="_blank">
          {t("See the attempts")}
        </TenantLink>
      </Text>
      <Facts
        facts={[
          [t("Would be allowed"), count(replay.allowed)],
          [t("Would need no decision: freevend"), count(replay.free)],
          [t("Would be denied"), count(replay.denied)],
          [t("Were denied then, too"), count(replay.denied_then)],
          [t("Cannot be judged"), count(replay.cannot_be_judged)],
          [t("Stations"), count(replay.stations)],
        ]}
      />
      {replay.cannot_be_judged > 0 && (
        <Text size="sm" c="dimmed">
          {t(
            "What cannot be judged came without an identity: by a button, or with a freevend tag.",
          )}
        </Text>
      )}
      <Reasons replay={replay} />
      <Vehicles replay={replay} search={search} />
    </>
  );
}

function Reasons({ replay }: { replay: Replay }) {
  const reasons = Object.entries(replay.by_reason).sort(([, one], [, other]) => other - one);
  if (reasons.length === 0) return null;
  return (
    <Table aria-label={t("Why they would be denied")} fz="sm" verticalSpacing={4} maw={520}>
      <Table.Thead>
        <Table.Tr>
          <Table.Th>{t("Reason")}</Table.Th>
          <Table.Th ta="end">{t("Attempts")}</Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {reasons.map(([reason, number]) => (
          <Table.Tr key={reason}>
            <Table.Td title={reasonOf(reason).meaning}>{reasonOf(reason).label}</Table.Td>
            <Table.Td ta="end">{count(number)}</Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  );
}

interface VehiclesProps {
  replay: Replay;
  search: Readonly<Record<string, string>>;
}

function Vehicles({ replay, search }: VehiclesProps) {
  if (replay.vehicles.length === 0) return null;
  return (
    <Table aria-label={t("Vehicles that would be denied")} fz="sm" verticalSpacing={4} maw={520}>
      <Table.Thead>
        <Table.Tr>
          <Table.Th>{t("Vehicle that would be denied")}</Table.Th>
          <Table.Th ta="end">{t("Denials")}</Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {replay.vehicles.map(({ vehicle_id: id, vehicle_name: name, denied }) => (
          <Table.Tr key={id}>
            <Table.Td className="clip">
              <TenantLink to={`vehicles/${id}`} target="_blank">
                <bdi>{name ?? t("removed vehicle")}</bdi>
              </TenantLink>
            </Table.Td>
            <Table.Td ta="end">
              <TenantLink
                to="attempts"
                search={{ ...search, vehicle_id: id }}
                title={t("See its attempts")}
                target="_blank"
              >
                {count(denied)}
              </TenantLink>
            </Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  );
}
