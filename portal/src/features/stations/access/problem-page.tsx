import { Group, Text } from "@mantine/core";
import { useParams } from "@tanstack/react-router";

import { rest } from "@/api/client";
import type { Schemas } from "@/api/types";
import { Age } from "@/components/age";
import { Facts, Section } from "@/components/detail";
import { Page } from "@/components/page";
import { ReadPage } from "@/components/read-page";
import { TenantLink } from "@/components/tenant-link";
import { Known } from "@/features/stations/access/control-problem";
import { ProblemActs } from "@/features/stations/access/problem-acts";
import { ProblemState, ProblemStation } from "@/features/stations/access/problem-columns";
import { ProblemEvidence } from "@/features/stations/access/problem-evidence";
import { problemKinds } from "@/features/stations/access/problem-words";
import { t, told } from "@/lib/words";

/** One access problem: what it is, what showed it, what to do, and who knows of it. */
export function ProblemPage() {
  const { problem: id = "" } = useParams({ strict: false });
  const problem = rest.useQuery("get", "/api/v1/access/problems/{problem_id}", {
    params: { path: { problem_id: id } },
  });
  return (
    <ReadPage query={problem} title={t("Access problem")}>
      {(problem) => <Told problem={problem} />}
    </ReadPage>
  );
}

function Told({ problem }: { problem: Schemas["ProblemView"] }) {
  return (
    <Page
      title={t("Access problem: {{kind}}", { kind: problemKinds[problem.kind] })}
      beside={<ProblemState problem={problem} />}
      actions={
        <Group gap="xs">
          <ProblemActs problem={problem} />
        </Group>
      }
    >
      <Section title={t("What is wrong")}>
        <Text fw={600}>{told(problem.cause)}</Text>
        <Known problem={problem} />
        <Facts
          facts={[
            [t("Station"), <ProblemStation key="station" problem={problem} />],
            [t("Since"), <Age key="since" at={problem.opened_at} />],
            [
              t("Until"),
              problem.closed_at === null ? null : <Age key="until" at={problem.closed_at} />,
            ],
            [t("Seen"), t("{{count}} times", { count: problem.seen })],
            [t("Last seen"), <Age key="last" at={problem.last_seen_at} />],
          ]}
        />
      </Section>
      <Section title={t("What to do")}>
        <Text>{told(problem.advice)}</Text>
      </Section>
      <Section title={t("Evidence")}>
        <ProblemEvidence evidence={problem.evidence} station={problem.station_id} />
        <TenantLink to={`stations/${problem.station_id}/access/changes`}>
          {t("All changes of its mode, with its answers")}
        </TenantLink>
      </Section>
    </Page>
  );
}
