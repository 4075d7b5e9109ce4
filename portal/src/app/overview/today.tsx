import { Stack, Text } from "@mantine/core";

import type { Schemas } from "@/api/types";
import { type Count, Counts } from "@/app/overview/counts";
import { InDoubt } from "@/app/overview/sessions-now";
import { Section } from "@/components/detail";
import { useLocationFilter } from "@/lib/location-filter";
import { reasonOf } from "@/lib/reasons";
import { t } from "@/lib/words";

type Denials = Schemas["DenialOverview"];
type Overall = Schemas["Overall"];

/** Who was refused since midnight and why, and what of the sessions is in doubt. */
export function Today({ denials, sessions }: Pick<Overall, "denials" | "sessions">) {
  if (denials === null && sessions === null) return null;
  return (
    <Section title={t("Denials and problems")}>
      {denials !== null && <DenialsToday denials={denials} />}
      {sessions !== null && <InDoubt now={sessions} />}
    </Section>
  );
}

function DenialsToday({ denials }: { denials: Denials }) {
  const everywhere = useLocationFilter().location === null;
  return (
    <Stack gap={4}>
      <Text className="hint">
        {everywhere ? refused(denials) : t("All locations: {{told}}", { told: refused(denials) })}
      </Text>
      <Counts label={t("Denials today")} whole={denials.denied} counts={reasons(denials)} />
    </Stack>
  );
}

function refused({ denied, stations: count }: Denials): string {
  if (denied === 0) return t("Nobody was refused since midnight.");
  return t("Refused since midnight, at {{count}} stations", { count });
}

function reasons({ denied, by_reason, since: from }: Denials): Count[] {
  const to = "decisions";
  const all: Count = {
    label: t("Denials today"),
    count: denied,
    to,
    search: { decision: "denied", from },
  };
  const each = Object.entries(by_reason)
    .sort(([, one], [, other]) => other - one)
    .map(([reason, count]) => ({
      label: sentenceCase(reasonOf(reason).label),
      count,
      to,
      search: { decision: "denied", reason, from },
    }));
  return [all, ...each];
}

function sentenceCase(words: string): string {
  return words.charAt(0).toUpperCase() + words.slice(1);
}
