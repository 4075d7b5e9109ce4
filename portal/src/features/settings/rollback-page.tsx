import { Button, Group, Input, Stack, Text } from "@mantine/core";
import { useId, useState } from "react";

import { api, rest } from "@/api/client";
import type { Schemas } from "@/api/types";
import { ButtonLink } from "@/components/button-link";
import { confirmAct } from "@/components/confirm";
import { Section } from "@/components/detail";
import { Page } from "@/components/page";
import { Answered } from "@/components/states";
import { DifferenceTable } from "@/features/settings/difference-table";
import { useRenew } from "@/features/settings/renew";
import { RollbackOutcome } from "@/features/settings/rollback-outcome";
import { exact } from "@/lib/time";
import { t } from "@/lib/words";

const HOUR_MS = 3_600_000;
const earlier: readonly (readonly [label: string, ms: number])[] = [
  [t("An hour ago"), HOUR_MS],
  [t("A day ago"), 24 * HOUR_MS],
  [t("A week ago"), 7 * 24 * HOUR_MS],
];

/** Brings every setting back to what it was at an instant; what would change is shown first. */
export function RollbackPage() {
  const [at, setAt] = useState<string | null>(null);
  const id = useId();
  const [outcome, setOutcome] = useState<Schemas["RollbackOutcome"] | null>(null);
  const choose = (instant: Date) => {
    setOutcome(null);
    setAt(Number.isNaN(instant.getTime()) ? null : instant.toISOString());
  };
  return (
    <Page
      title={t("Go back in time")}
      actions={
        <ButtonLink to="settings" variant="default">
          {t("Settings")}
        </ButtonLink>
      }
    >
      <Section title={t("To when?")}>
        <Group gap="sm" align="end">
          <Input.Wrapper id={id} label={t("Bring the settings back to what they were at")}>
            <Input
              id={id}
              type="datetime-local"
              value={at === null ? "" : wallTime(at)}
              onChange={(event) => choose(new Date(event.currentTarget.value))}
            />
          </Input.Wrapper>
          {earlier.map(([label, ms]) => (
            <Button key={label} variant="default" onClick={() => choose(new Date(Date.now() - ms))}>
              {label}
            </Button>
          ))}
        </Group>
        <Text className="hint">
          {t(
            "Choose a moment when all was well. You see first what would change; nothing is done before you confirm it.",
          )}
        </Text>
      </Section>
      {outcome !== null && <RollbackOutcome outcome={outcome} />}
      {at !== null && outcome === null && <Differences at={at} onDone={setOutcome} />}
    </Page>
  );
}

function wallTime(at: string): string {
  const instant = new Date(at);
  const shifted = new Date(instant.getTime() - instant.getTimezoneOffset() * 60_000);
  return shifted.toISOString().slice(0, 16);
}

interface Props {
  at: string;
  onDone: (outcome: Schemas["RollbackOutcome"]) => void;
}

function Differences({ at, onDone }: Props) {
  const renew = useRenew();
  const differences = rest.useQuery("get", "/api/v1/settings/diff", { params: { query: { at } } });
  const goBack = (returning: number) =>
    confirmAct({
      title: t("Bring the settings back?"),
      consequence: t(
        "{{count}} settings become what they were at {{at}}. It can be undone the same way.",
        { count: returning, at: exact(at) },
      ),
      label: t("Bring them back"),
      reason: true,
      run: async (reason) => {
        const { data } = await api.POST("/api/v1/settings/rollback", { body: { at, reason } });
        await renew();
        if (data !== undefined) onDone(data);
      },
    });
  return (
    <Section title={t("What would change")}>
      <Answered query={differences}>
        {(all) => {
          const returning = all.filter(({ can_return }) => can_return).length;
          if (all.length === 0) {
            return <Text>{t("Nothing: the settings are as they were then.")}</Text>;
          }
          return (
            <Stack gap="sm" align="start">
              <DifferenceTable differences={all} />
              {returning > 0 && (
                <Button onClick={() => goBack(returning)}>{t("Bring them back …")}</Button>
              )}
            </Stack>
          );
        }}
      </Answered>
    </Section>
  );
}
