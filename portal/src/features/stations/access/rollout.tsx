import { Button, Group, Menu, Table, Text } from "@mantine/core";

import { api, rest } from "@/api/client";
import type { Schemas } from "@/api/types";
import { Age } from "@/components/age";
import { confirmAct } from "@/components/confirm";
import { Section } from "@/components/detail";
import { tellOutcome } from "@/components/setting-outcome";
import { Answered } from "@/components/states";
import { Status } from "@/components/status";
import { TenantLink } from "@/components/tenant-link";
import { useMay } from "@/lib/me";
import { useRenewAccess } from "@/lib/renew-access";
import { isStage, type Stage, stages } from "@/lib/stages";
import { whoOf } from "@/lib/who";
import { t } from "@/lib/words";

type InForce = Schemas["StageInForce"];
type At = Schemas["StageAt"];

const places: Readonly<Record<At["place"], string>> = {
  station: t("This station"),
  location: t("Its location"),
  tenant: t("Everywhere else"),
};

const deciders: Readonly<Record<InForce["decided_by"], string>> = {
  station: t("Said of this station."),
  location: t("Said of its location."),
  tenant: t("Said of the whole tenant."),
  default: t("Nobody said otherwise."),
};

/** How far access control is rolled out at a station, what says so, and the way to change it. */
export function Rollout({ station }: { station: string }) {
  const stage = rest.useQuery("get", "/api/v1/stations/{station_id}/access/stage", {
    params: { path: { station_id: station } },
  });
  return (
    <Section title={t("How far access control goes here")}>
      <Answered query={stage}>{(told) => <Told inForce={told} />}</Answered>
    </Section>
  );
}

function Told({ inForce }: { inForce: InForce }) {
  const { stage, decided_by: decider } = inForce;
  return (
    <>
      <Group gap={8}>
        <Status tone={stage === "on" ? "good" : "warn"}>{labelOf(stage)}</Status>
        <Text>{isStage(stage) && stages[stage].explained}</Text>
      </Group>
      <Text size="sm" c="dimmed">
        {deciders[decider]} {t("What is nearest to the station counts.")}
      </Text>
      <Table.ScrollContainer minWidth={0}>
        <Table aria-label={t("What is said of places")} fz="sm" verticalSpacing={4}>
          <Table.Thead>
            <Table.Tr>
              <Table.Th>{t("Place")}</Table.Th>
              <Table.Th>{t("Stage")}</Table.Th>
              <Table.Th>{t("Changed")}</Table.Th>
              <Table.Th>{t("Acts")}</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {inForce.places.map((at) => (
              <Table.Tr key={at.key}>
                <Table.Th scope="row" fw={400}>
                  {places[at.place]}
                </Table.Th>
                <Table.Td>{at.stage === null ? t("nothing said") : labelOf(at.stage)}</Table.Td>
                <Table.Td>
                  <Changed at={at} />
                </Table.Td>
                <Table.Td>
                  <Acts at={at} />
                </Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </Table.ScrollContainer>
    </>
  );
}

function Changed({ at }: { at: At }) {
  if (at.changed_at === null || at.changed_by === null) return <>–</>;
  return (
    <span className="wrap">
      <Age at={at.changed_at} />, <bdi>{whoOf(at.changed_by)}</bdi>
      {at.reason !== null && (
        <>
          : <bdi>{at.reason}</bdi>
        </>
      )}
    </span>
  );
}

function Acts({ at }: { at: At }) {
  const renew = useRenewAccess();
  const maySee = useMay("settings.read");
  if (at.proposal_id !== null && maySee) {
    return (
      <TenantLink to="settings/proposals" search={{ status: "open", key: at.key }}>
        {t("a change waits for a second person")}
      </TenantLink>
    );
  }
  if (!at.may_change) return <>–</>;
  const params = { path: { key: at.key } };
  const set = (stage: Stage) =>
    confirmAct({
      title: t("Set access control to “{{stage}}”: {{place}}?", {
        stage: stages[stage].label,
        place: places[at.place],
      }),
      consequence: (
        <>
          {stages[stage].explained} {t("Another person has to approve it.")}
        </>
      ),
      label: t("Propose it"),
      reason: true,
      run: async (reason) => {
        const body = { value: stage, version: at.version, reason };
        const { data } = await api.PATCH("/api/v1/settings/{key}", { params, body });
        await renew();
        tellOutcome(data);
      },
    });
  const giveUp = () =>
    confirmAct({
      title: t("Say nothing of its own any more: {{place}}?", { place: places[at.place] }),
      consequence: (
        <>
          {t("What is said around it counts then.")} {t("Another person has to approve it.")}
        </>
      ),
      label: t("Propose it"),
      reason: true,
      run: async (reason) => {
        const query = { version: at.version, reason };
        const { data } = await api.DELETE("/api/v1/settings/{key}", {
          params: { ...params, query },
        });
        await renew();
        tellOutcome(data);
      },
    });
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <Button
          variant="default"
          size="compact-sm"
          aria-label={t("Change the stage: {{place}}", { place: places[at.place] })}
        >
          {t("Change …")}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        {(Object.keys(stages) as Stage[])
          .filter((stage) => stage !== at.stage)
          .map((stage) => (
            <Menu.Item key={stage} onClick={() => set(stage)}>
              {stages[stage].label}
            </Menu.Item>
          ))}
        {at.stage !== null && <Menu.Item onClick={giveUp}>{t("Nothing of its own")}</Menu.Item>}
      </Menu.Dropdown>
    </Menu>
  );
}

function labelOf(stage: string): string {
  return isStage(stage) ? stages[stage].label : stage;
}
