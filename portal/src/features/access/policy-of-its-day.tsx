import type { Schemas } from "@/api/types";
import { Age } from "@/components/age";
import { Facts, Section } from "@/components/detail";
import { ModeState } from "@/components/mode-state";
import { WeekView } from "@/components/week-editor/week-view";
import { ExceptionList } from "@/features/access/policies/exception-list";
import { elsewhereInWords, refusedInWords, USUAL } from "@/features/access/policies/start-rules";
import { whoOf } from "@/lib/who";
import { t } from "@/lib/words";

/** What the policy said when it governed a decision, whatever it says by now. */
export function PolicyOfItsDay({ policy }: { policy: Schemas["PolicyVersion"] }) {
  const { document, version, changed_at, changed_by } = policy;
  const starts = { ...USUAL, ...document.starts };
  return (
    <Section title={t("The policy of that day")}>
      <Facts
        facts={[
          [t("Version"), version],
          [t("It said so since"), <Age key="since" at={changed_at} />],
          [t("By"), <bdi key="by">{whoOf(changed_by)}</bdi>],
          [t("By default"), <ModeState key="mode" mode={document.default_mode} />],
          [t("Refused, and charging all the same"), refusedInWords(starts)],
          [t("Charging elsewhere at the same time"), elsewhereInWords(starts)],
        ]}
      />
      <WeekView defaultMode={document.default_mode} windows={document.windows} />
      <ExceptionList exceptions={document.exceptions} />
    </Section>
  );
}
