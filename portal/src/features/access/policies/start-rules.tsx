import { SegmentedControl, Text } from "@mantine/core";

import type { Schemas } from "@/api/types";
import { Section } from "@/components/detail";
import { t } from "@/lib/words";

type Rules = Required<Schemas["StartRules"]>;

/** What holds where a policy says nothing of starts. */
export const USUAL: Rules = { refused: "answer", stop_after_s: 10, elsewhere: "allow" };

const waits: readonly number[] = [0, 10, 30, 60, 120];

/** Return what happens to a start that was refused and goes on, as a sentence. */
export function refusedInWords({ refused, stop_after_s: wait }: Rules): string {
  if (refused === "answer") return t("It is told so, and nothing more.");
  return wait === 0
    ? t("It is told so, and stopped at once.")
    : t("It is told so, and stopped {{seconds}} s after it began.", { seconds: wait });
}

/** Return whether somebody may start who charges elsewhere, as a sentence. */
export function elsewhereInWords({ elsewhere }: Rules): string {
  return elsewhere === "allow"
    ? t("It may start here as well.")
    : t("It may not start here until that ends.");
}

interface Props {
  rules: Rules;
  onChange: (rules: Rules) => void;
}

/** What a policy says of starts that were refused, and of who charges elsewhere. */
export function StartRules({ rules, onChange }: Props) {
  const { refused, stop_after_s: wait, elsewhere } = rules;
  const choices = waits.includes(wait) ? waits : [...waits, wait].sort((a, b) => a - b);
  return (
    <Section title={t("Starts in managed access")}>
      <Text size="sm">
        {t("Somebody who was refused and charges all the same, as a charger may let it:")}
      </Text>
      <SegmentedControl
        aria-label={t("A refused start that goes on")}
        value={refused}
        onChange={(chosen) => onChange({ ...rules, refused: chosen })}
        data={[
          { value: "answer", label: t("is told so") },
          { value: "stop", label: t("is stopped as well") },
        ]}
        style={{ alignSelf: "start" }}
      />
      {refused === "stop" && (
        <SegmentedControl
          aria-label={t("Stopped after")}
          value={String(wait)}
          onChange={(chosen) => onChange({ ...rules, stop_after_s: Number(chosen) })}
          data={choices.map((seconds) => ({
            value: String(seconds),
            label: seconds === 0 ? t("at once") : t("after {{seconds}} s", { seconds }),
          }))}
          style={{ alignSelf: "start" }}
        />
      )}
      <Text size="sm">{t("An identifier that charges elsewhere at the same time:")}</Text>
      <SegmentedControl
        aria-label={t("An identifier that charges elsewhere")}
        value={elsewhere}
        onChange={(chosen) => onChange({ ...rules, elsewhere: chosen })}
        data={[
          { value: "allow", label: t("may start") },
          { value: "deny", label: t("is refused") },
        ]}
        style={{ alignSelf: "start" }}
      />
    </Section>
  );
}
