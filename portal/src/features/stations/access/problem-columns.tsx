import { Text } from "@mantine/core";

import type { Schemas } from "@/api/types";
import { Age } from "@/components/age";
import type { Column } from "@/components/list/columns";
import { Status } from "@/components/status";
import { TenantLink } from "@/components/tenant-link";
import { problemKinds } from "@/features/stations/access/problem-words";
import { whoOf } from "@/lib/who";
import { t, told } from "@/lib/words";

type Problem = Schemas["ProblemView"];

/** What a list of access problems shows of each; the first column leads to it. */
export const problemColumns: readonly Column<Problem>[] = [
  {
    id: "kind",
    header: t("Problem"),
    width: 200,
    priority: 1,
    cell: (problem) => (
      <TenantLink to={`problems/${problem.id}`} title={told(problem.cause)}>
        {problemKinds[problem.kind]}
      </TenantLink>
    ),
  },
  {
    id: "state",
    header: t("State"),
    width: 110,
    priority: 1,
    sort: "closed_at",
    cell: (problem) => <ProblemState problem={problem} />,
  },
  {
    id: "station",
    header: t("Station"),
    width: 160,
    priority: 1,
    cell: (problem) => <ProblemStation problem={problem} />,
  },
  {
    id: "opened_at",
    header: t("Since"),
    width: 130,
    priority: 2,
    sort: "opened_at",
    cell: ({ opened_at }) => <Age at={opened_at} />,
  },
  {
    id: "seen",
    header: t("Seen"),
    width: 80,
    priority: 3,
    align: "end",
    cell: ({ seen }) => seen,
  },
  {
    id: "known",
    header: t("Known to"),
    width: 140,
    priority: 3,
    cell: ({ acknowledged_by: by, note }) =>
      by === null ? "–" : <bdi title={note ?? ""}>{whoOf(by)}</bdi>,
  },
  {
    id: "advice",
    header: t("What to do"),
    width: 320,
    priority: 4,
    cell: ({ advice }) => (
      <Text inherit span title={told(advice)}>
        {told(advice)}
      </Text>
    ),
  },
  {
    id: "last_seen_at",
    header: t("Last seen"),
    optional: true,
    cell: ({ last_seen_at: at }) => <Age at={at} />,
  },
  {
    id: "closed_at",
    header: t("Until"),
    optional: true,
    cell: ({ closed_at: at }) => <Age at={at} never={t("goes on")} />,
  },
];

/** Whether a problem holds, and somebody knows of it. */
export function ProblemState({ problem }: { problem: Problem }) {
  if (problem.closed_at !== null) return <Status tone="quiet">{t("over")}</Status>;
  if (problem.acknowledged_at !== null) {
    return (
      <Status tone="warn" explained={t("It holds, and somebody knows of it.")}>
        {t("known")}
      </Status>
    );
  }
  return <Status tone="bad">{t("open")}</Status>;
}

/** The charger of a problem, as a link to its access; it may have been removed since. */
export function ProblemStation({ problem }: { problem: Problem }) {
  const name = problem.station_name ?? problem.station_code;
  if (name === null)
    return (
      <Text span inherit c="dimmed">
        {t("removed station")}
      </Text>
    );
  return (
    <TenantLink to={`stations/${problem.station_id}/access`} title={name.slice(0, 200)}>
      <bdi>{name}</bdi>
    </TenantLink>
  );
}
