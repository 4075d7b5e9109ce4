import { Code, List, Text } from "@mantine/core";
import { useParams } from "@tanstack/react-router";

import { rest } from "@/api/client";
import type { Schemas } from "@/api/types";
import { Facts, Section } from "@/components/detail";
import { Page } from "@/components/page";
import { ReadPage } from "@/components/read-page";
import { Status } from "@/components/status";
import { Verdict } from "@/components/verdict";
import { toneOf } from "@/features/access/access-words";
import { wordOf } from "@/features/access/decision-columns";
import { DecisionFacts } from "@/features/access/decision-facts";
import { PolicyOfItsDay } from "@/features/access/policy-of-its-day";
import { Remedy } from "@/features/access/remedy";
import { sentenceOf } from "@/features/access/sentence";
import { stepsOf } from "@/features/access/steps";
import { WhatBecame } from "@/features/access/what-became";
import { WhichMode } from "@/features/access/which-mode";
import { exact } from "@/lib/time";
import { t } from "@/lib/words";

type Detail = Schemas["DecisionDetail"];

/** One decision: why, by what, what the charger was told, and what became of it. */
export function DecisionPage() {
  const { decision: id = "" } = useParams({ strict: false });
  const detail = rest.useQuery("get", "/api/v1/access/decisions/{decision_id}", {
    params: { path: { decision_id: id } },
  });
  return (
    <ReadPage query={detail} title={t("Access decision")}>
      {(detail) => <Told detail={detail} />}
    </ReadPage>
  );
}

function Told({ detail }: { detail: Detail }) {
  const { decision } = detail;
  return (
    <Page
      title={t("Access decision")}
      beside={<Status tone={toneOf(decision.decision)}>{wordOf(decision)}</Status>}
    >
      <Verdict
        good={decision.decision === "allowed" || decision.stage === "shadow"}
        title={sentenceOf(decision)}
      >
        <Remedy decision={decision} />
      </Verdict>
      <DecisionFacts decision={decision} />
      <WhichMode detail={detail} />
      <WhatBecame detail={detail} />
      <Section title={t("Step by step")}>
        <List type="ordered" size="md">
          {stepsOf(decision, detail.partner?.said).map((step) => (
            <List.Item key={step} className="wrap">
              {step}
            </List.Item>
          ))}
        </List>
        <Facts
          facts={[
            [t("Judged at"), exact(decision.judged_at)],
            [t("Decided at"), exact(decision.decided_at)],
            [t("Decision"), <Code key="id">{decision.id}</Code>],
            [t("Request"), decision.request_id && <Code key="request">{decision.request_id}</Code>],
          ]}
        />
        <Text className="hint">
          {t("A decision is kept as it was made: nobody can change it.")}
        </Text>
      </Section>
      {detail.policy !== null && <PolicyOfItsDay policy={detail.policy} />}
    </Page>
  );
}
