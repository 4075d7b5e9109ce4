import { Alert, Group, Stack } from "@mantine/core";

import type { Schemas } from "@/api/types";
import { Age } from "@/components/age";
import { Said } from "@/components/said";
import { TenantLink } from "@/components/tenant-link";
import { ProblemActs } from "@/features/stations/access/problem-acts";
import { whoOf } from "@/lib/who";
import { t, told } from "@/lib/words";

type Problem = Schemas["ProblemView"];

/** What is wrong between a charger and its mode, what to do, and whether somebody knows. */
export function ControlProblem({ problem }: { problem: Problem }) {
  return (
    <Alert color="yellow" variant="light" title={told(problem.cause)}>
      <Stack gap="xs" align="start">
        <div>
          {told(problem.advice)}{" "}
          <Said sentence="Since <age/>." parts={{ age: <Age at={problem.opened_at} /> }} />{" "}
          <TenantLink to={`problems/${problem.id}`} underline="always" c="inherit">
            {t("See the evidence")}
          </TenantLink>
        </div>
        <Known problem={problem} />
        <Group gap="xs">
          <ProblemActs problem={problem} />
        </Group>
      </Stack>
    </Alert>
  );
}

/** Who knows of a problem, since when, and what they say of it. */
export function Known({ problem }: { problem: Problem }) {
  const { acknowledged_at: acknowledged, acknowledged_by: by, note } = problem;
  if (acknowledged === null || by === null) return null;
  return (
    <div>
      <Said
        sentence="<who/> knows of it since <age/>."
        parts={{ who: <bdi>{whoOf(by)}</bdi>, age: <Age at={acknowledged} /> }}
      />{" "}
      <bdi>{note}</bdi>
    </div>
  );
}
