import { Text } from "@mantine/core";

import type { Schemas } from "@/api/types";
import { Age } from "@/components/age";
import type { Column } from "@/components/list/columns";
import { Identifier } from "@/components/quantities";
import { Status } from "@/components/status";
import { TenantLink } from "@/components/tenant-link";
import { decisions, modes, said, toneOf } from "@/features/access/access-words";
import { reasonOf } from "@/lib/reasons";
import { t } from "@/lib/words";

type Attempt = Schemas["AttemptView"];

const kinds: Readonly<Record<string, string>> = {
  authorize: t("asked first"),
  start: t("started"),
  remote: t("remote start"),
};

/** The columns of a list of attempts; the first leads to the decision, where there is one. */
export const attemptColumns: readonly Column<Attempt>[] = [
  {
    id: "decision",
    header: t("Decision"),
    width: 120,
    priority: 1,
    cell: (attempt) => <Decision attempt={attempt} />,
  },
  {
    id: "reason",
    header: t("Reason"),
    width: 160,
    priority: 2,
    cell: ({ reason }) => (reason === null ? "–" : reasonOf(reason).label),
  },
  {
    id: "received_at",
    header: t("When"),
    sort: "received_at",
    width: 130,
    priority: 1,
    cell: ({ received_at: at }) => <Age at={at} />,
  },
  {
    id: "station",
    header: t("Station"),
    width: 160,
    priority: 1,
    cell: ({ station_id: id, station_name, station_code }) => (
      <TenantLink to={`stations/${id}`} title={(station_name ?? station_code ?? "").slice(0, 200)}>
        <bdi>{station_name ?? station_code ?? t("removed station")}</bdi>
      </TenantLink>
    ),
  },
  {
    id: "evse",
    header: t("EVSE"),
    width: 60,
    priority: 4,
    align: "end",
    cell: ({ evse_id }) => evse_id ?? "–",
  },
  {
    id: "masked",
    header: t("Identifier"),
    width: 140,
    priority: 2,
    cell: ({ masked }) => <Identifier masked={masked} />,
  },
  {
    id: "mode",
    header: t("Mode"),
    width: 140,
    priority: 3,
    cell: ({ mode }) => modes[mode]?.label ?? mode,
  },
  {
    id: "kind",
    header: t("How"),
    width: 110,
    priority: 4,
    cell: ({ kind }) => kinds[kind] ?? kind,
  },
  {
    id: "started_at",
    header: t("Charging since"),
    width: 130,
    priority: 4,
    cell: ({ started_at: at }) => <Age at={at} never={t("did not begin")} />,
  },
];

function Decision({ attempt }: { attempt: Attempt }) {
  const { decision, decision_id: id } = attempt;
  if (decision === null || id === null) {
    return (
      <Text span inherit c="dimmed">
        {t("not needed")}
      </Text>
    );
  }
  return (
    <TenantLink to={`decisions/${id}`} td="none">
      <Status tone={toneOf(decision)}>{said(decisions, decision)}</Status>
    </TenantLink>
  );
}
