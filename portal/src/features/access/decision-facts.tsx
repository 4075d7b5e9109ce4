import { Code, Text, Tooltip } from "@mantine/core";

import type { Schemas } from "@/api/types";
import { Age } from "@/components/age";
import { Facts, Section } from "@/components/detail";
import { Listed } from "@/components/names";
import { Identifier } from "@/components/quantities";
import { TenantLink } from "@/components/tenant-link";
import { classes, decisionSources, said } from "@/features/access/access-words";
import { OwnVehicle, Place, took } from "@/features/access/decision-columns";
import { reasonOf } from "@/lib/reasons";
import { t } from "@/lib/words";

type Decision = Schemas["DecisionView"];

/** Who, where, and what the charger was told. */
export function DecisionFacts({ decision }: { decision: Decision }) {
  return (
    <Section title={t("Who and where")}>
      <Facts
        facts={[
          [t("When"), <Age key="when" at={decision.decided_at} />],
          [t("Station"), <Place key="place" decision={decision} />],
          [t("EVSE"), decision.evse_id],
          [t("Identifier"), <Identifier key="masked" masked={decision.masked} />],
          [t("Identifier type"), decision.identifier_type ?? t("the charger told none")],
          [t("Vehicle"), <OwnVehicle key="vehicle" decision={decision} />],
          [t("Fleet"), <OwnFleet key="fleet" decision={decision} />],
          [t("Rule of the fleet"), <TeamRule key="rule" decision={decision} />],
          [t("Agreement"), <Agreed key="agreement" decision={decision} />],
          [t("Passed over"), <PassedOver key="passed" decision={decision} />],
          [t("Class"), said(classes, decision.access_class)],
          [t("Judged by"), said(decisionSources, decision.source)],
          [t("Reason"), reasonOf(decision.reason).label],
          [t("The charger was answered"), <Answer key="answer" decision={decision} />],
          [t("It took"), took(decision.took_us)],
          [t("The same identifier"), <Same key="same" decision={decision} />],
        ]}
      />
    </Section>
  );
}

function OwnFleet({ decision: { fleet_id: id, fleet_name: name } }: { decision: Decision }) {
  if (id === null) return <Text span>–</Text>;
  return (
    <TenantLink to={`fleets/${id}`}>
      <bdi>{name ?? t("a fleet removed since")}</bdi>
    </TenantLink>
  );
}

/** What of the fleet's rules decided, in the words that it had then. */
function TeamRule({ decision: { team_rule: words } }: { decision: Decision }) {
  return words === null ? <Text span>{t("none decided")}</Text> : <bdi>{words}</bdi>;
}

/** The agreement that decided, and what of the start it does not cover. */
function Agreed({ decision }: { decision: Decision }) {
  const { agreement_id: id, agreement_name: name, outside } = decision;
  if (id === null) return <Text span>{t("none decided")}</Text>;
  return (
    <>
      <TenantLink to={`agreements/${id}`}>
        <bdi>{name ?? t("an agreement")}</bdi>
      </TenantLink>
      {outside === "place" && <> ({t("not at this place")})</>}
      {outside === "hour" && <> ({t("not at this hour")})</>}
    </>
  );
}

/** Other agreements that know the identifier, and what they would have said. */
function PassedOver({ decision: { passed_over: others } }: { decision: Decision }) {
  if (others.length === 0) return <Text span>{t("none")}</Text>;
  return (
    <Listed
      names={others.map(({ agreement_id: id, name, reason }) => (
        <span key={id}>
          <bdi>{name}</bdi> ({reasonOf(reason).label})
        </span>
      ))}
    />
  );
}

function Answer({ decision }: { decision: Decision }) {
  const field = decision.protocol === "ocpp1.6" ? "idTagInfo.status" : "idTokenInfo.status";
  return (
    <Tooltip label={t("{{field}} of {{protocol}}", { field, protocol: decision.protocol })}>
      <Code>{decision.answer}</Code>
    </Tooltip>
  );
}

/** By its keyed hash two decisions are seen to be of one identifier, which stays unknown. */
function Same({ decision }: { decision: Decision }) {
  if (decision.vehicle_id !== null) {
    return (
      <TenantLink to="decisions" search={{ vehicle_id: decision.vehicle_id }}>
        {t("all decisions about its vehicle")}
      </TenantLink>
    );
  }
  if (decision.identifier_hash === null) return <Text span>–</Text>;
  return (
    <Tooltip label={t("Its keyed hash: equal for the same identifier, and not to be turned back.")}>
      <Code>{decision.identifier_hash.slice(0, 12)}…</Code>
    </Tooltip>
  );
}
