import { Table } from "@mantine/core";

import type { Schemas } from "@/api/types";
import { Facts, Section } from "@/components/detail";
import { Status } from "@/components/status";
import { ruleText } from "@/components/week-editor/rule-text";
import { modes, modeSources, precedences, said } from "@/features/access/access-words";
import { isStage, stages } from "@/lib/stages";
import { t } from "@/lib/words";

/** In which mode the station was, what gave it that mode, and what was passed over. */
export function WhichMode({ detail }: { detail: Schemas["DecisionDetail"] }) {
  const { decision, precedence } = detail;
  const mode = modes[decision.mode];
  return (
    <Section title={t("Mode of the station")}>
      <Facts
        facts={[
          [
            t("Mode"),
            <Status key="mode" tone="quiet" explained={mode?.explained ?? ""}>
              {mode?.label ?? decision.mode}
            </Status>,
          ],
          [
            t("Access control"),
            isStage(decision.stage) ? stages[decision.stage].label : decision.stage,
          ],
          [t("Given by"), said(modeSources, decision.policy_source)],
          [t("Rule"), ruleText(decision.rule)],
          [t("Policy"), decision.policy_name],
          [t("Version of the policy"), decision.policy_version],
        ]}
      />
      <Table aria-label={t("What took precedence")} fz="sm" verticalSpacing={4} maw={520}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{t("Source, the strongest first")}</Table.Th>
            <Table.Th>{t("What became of it")}</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {precedence.map(({ source, outcome }) => (
            <Table.Tr key={source}>
              <Table.Td>{said(modeSources, source)}</Table.Td>
              <Table.Td>{said(precedences, outcome)}</Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Section>
  );
}
