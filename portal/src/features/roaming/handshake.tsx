import { Text } from "@mantine/core";

import { Section } from "@/components/detail";
import { Timeline } from "@/components/timeline";
import { faultOf, type Partner, stepOf } from "@/features/roaming/roaming-words";
import { t } from "@/lib/words";

/** The steps of the last handshake: what each came to, and what to do about one that failed. */
export function Handshake({ partner: { steps } }: { partner: Partner }) {
  if (steps.length === 0) return null;
  return (
    <Section title={t("Last handshake")}>
      <Timeline
        label={t("Steps of the last handshake")}
        entries={steps.map(({ step, at, fault }, nth) => ({
          id: `${nth}`,
          at,
          kind: typeof fault === "string" ? t("failed") : t("done"),
          tone: typeof fault === "string" ? "bad" : "good",
          title: typeof fault === "string" ? <Failed step={step} fault={fault} /> : stepOf(step),
        }))}
      />
    </Section>
  );
}

function Failed({ step, fault }: { step: string; fault: string }) {
  const { what, todo } = faultOf(fault, step);
  return (
    <>
      <Text inherit>{stepOf(step)}</Text>
      <Text inherit fw={600}>
        {what}
      </Text>
      {todo !== "" && <Text inherit>{todo}</Text>}
      {what !== fault && (
        <Text inherit size="sm" c="dimmed" className="wrap" lang="en">
          {fault}
        </Text>
      )}
    </>
  );
}
