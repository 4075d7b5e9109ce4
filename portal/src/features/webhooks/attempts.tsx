import { Text } from "@mantine/core";

import type { Schemas } from "@/api/types";
import { Timeline } from "@/components/timeline";
import { isFailure, whyOf } from "@/features/webhooks/webhook-words";
import { t } from "@/lib/words";

type Attempt = Schemas["Attempt"];

/** Every attempt at a delivery, with what came of it; what was answered unfolds. */
export function Attempts({ attempts }: { attempts: readonly Attempt[] }) {
  if (attempts.length === 0) return <Text c="dimmed">{t("It was not tried yet.")}</Text>;
  return (
    <Timeline
      label={t("Attempts")}
      entries={attempts.map((attempt) => ({
        id: String(attempt.number),
        at: attempt.at,
        kind: attempt.status_code === null ? t("no answer") : String(attempt.status_code),
        tone: isFailure(attempt) ? "bad" : "good",
        title: sentenceOf(attempt),
        body: bodyOf(attempt),
      }))}
    />
  );
}

/** What came of an attempt, and how long it took. */
export function sentenceOf(attempt: Attempt): string {
  return t("{{what}} It took {{ms}} ms.", {
    what: whyOf(attempt)?.what ?? "",
    ms: attempt.duration_ms,
  });
}

function bodyOf({ response_body, truncated }: Attempt): string | null {
  if (response_body === null || response_body === "") return null;
  return truncated ? `${response_body}\n${t("… and more, which was not kept.")}` : response_body;
}
