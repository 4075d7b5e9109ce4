import { Text, Tooltip } from "@mantine/core";

import type { Schemas } from "@/api/types";
import { Age } from "@/components/age";
import type { Column } from "@/components/list/columns";
import { Identifier } from "@/components/quantities";
import { Status } from "@/components/status";
import { TenantLink } from "@/components/tenant-link";
import {
  classes,
  decisions,
  modes,
  modeSources,
  said,
  toneOf,
} from "@/features/access/access-words";
import { reasonOf } from "@/lib/reasons";
import { t, told } from "@/lib/words";

type Decision = Schemas["DecisionView"];

/** The columns of a list of decisions; the first leads to the decision. */
export const columns: readonly Column<Decision>[] = [
  {
    id: "decision",
    header: t("Decision"),
    width: 120,
    priority: 1,
    cell: (decision) => (
      <TenantLink to={`decisions/${decision.id}`} td="none">
        <Status tone={toneOf(decision.decision)}>{wordOf(decision)}</Status>
      </TenantLink>
    ),
  },
  {
    id: "reason",
    header: t("Reason"),
    width: 160,
    priority: 1,
    cell: ({ reason, meaning }) => (
      <Tooltip label={told(meaning)}>
        <span>{reasonOf(reason).label}</span>
      </Tooltip>
    ),
  },
  {
    id: "decided_at",
    header: t("When"),
    sort: "decided_at",
    width: 130,
    priority: 1,
    cell: (decision) => <Age at={decision.decided_at} />,
  },
  {
    id: "station",
    header: t("Station"),
    width: 160,
    priority: 1,
    cell: (decision) => <Place decision={decision} />,
  },
  {
    id: "evse",
    header: t("EVSE"),
    width: 60,
    priority: 4,
    align: "end",
    cell: (d) => d.evse_id ?? "–",
  },
  {
    id: "masked",
    header: t("Identifier"),
    width: 140,
    priority: 2,
    cell: (decision) => <Identifier masked={decision.masked} />,
  },
  {
    id: "vehicle",
    header: t("Vehicle"),
    width: 150,
    priority: 2,
    cell: (decision) => <OwnVehicle decision={decision} />,
  },
  {
    id: "class",
    header: t("Class"),
    width: 140,
    priority: 3,
    cell: (decision) => said(classes, decision.access_class),
  },
  { id: "answer", header: t("Answer"), width: 90, priority: 3, cell: ({ answer }) => answer },
  {
    id: "took",
    header: t("Took"),
    width: 80,
    priority: 4,
    align: "end",
    cell: ({ took_us }) => took(took_us),
  },
  { id: "mode", header: t("Mode"), optional: true, cell: ({ mode }) => modes[mode]?.label ?? mode },
  {
    id: "policy",
    header: t("Policy"),
    optional: true,
    cell: ({ policy_name, policy_source }) => policy_name ?? said(modeSources, policy_source),
  },
  { id: "protocol", header: "OCPP", optional: true, cell: ({ protocol }) => protocol },
  {
    id: "identifier_type",
    header: t("Identifier type"),
    optional: true,
    cell: (decision) => decision.identifier_type ?? t("not told"),
  },
];

/** Return what was decided; who would be denied in shadow was let in. */
export function wordOf({ decision, stage }: Decision): string {
  return decision === "denied" && stage === "shadow"
    ? t("would be denied")
    : said(decisions, decision);
}

/** Return how long a decision took. */
export function took(microseconds: number): string {
  const ms = microseconds / 1_000;
  return `${ms < 10 ? ms.toFixed(1) : Math.round(ms)} ms`;
}

/** The station of a decision, as a link; it may have been removed since. */
export function Place({ decision }: { decision: Decision }) {
  const name = decision.station_name ?? decision.station_code;
  if (name === null) return <Removed>{t("removed station")}</Removed>;
  return (
    <TenantLink to={`stations/${decision.station_id}`} title={name.slice(0, 200)}>
      <bdi>{name}</bdi>
    </TenantLink>
  );
}

/** The vehicle of a decision, as a link; most strangers have none. */
export function OwnVehicle({ decision }: { decision: Decision }) {
  const { vehicle_id, vehicle_name } = decision;
  if (vehicle_id === null) return <>–</>;
  if (vehicle_name === null) return <Removed>{t("removed vehicle")}</Removed>;
  return (
    <TenantLink to={`vehicles/${vehicle_id}`} title={vehicle_name}>
      <bdi>{vehicle_name}</bdi>
    </TenantLink>
  );
}

function Removed({ children }: { children: string }) {
  return (
    <Text span inherit c="dimmed">
      {children}
    </Text>
  );
}
