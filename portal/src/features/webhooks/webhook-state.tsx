import { Status, type Tone } from "@/components/status";
import type { Webhook } from "@/features/webhooks/webhook-words";
import { useNow } from "@/lib/ticking";
import { t } from "@/lib/words";

function stateOf(webhook: Webhook, now: number): [tone: Tone, word: string, explained: string] {
  if (!webhook.enabled) {
    if (webhook.disabled_reason === "gone") {
      return ["bad", t("disabled: gone"), t("The receiver answered 410: it wants nothing more.")];
    }
    if (webhook.disabled_reason === "failing") {
      return ["bad", t("disabled: failing"), t("It failed for five days without one success.")];
    }
    return ["quiet", t("disabled"), t("Somebody disabled it; nothing is sent.")];
  }
  if (isPaused(webhook, now)) {
    return ["warn", t("asked to wait"), t("The receiver asked for a pause, and gets it.")];
  }
  if (webhook.failing_since !== null) {
    return ["warn", t("failing"), t("Nothing was taken since; it is tried again by itself.")];
  }
  if (webhook.last_success_at === null) {
    return ["quiet", t("nothing sent yet"), t("Send a test to see whether it arrives.")];
  }
  return ["good", t("works"), t("The last that was sent was taken.")];
}

/** Whether the receiver asked to be left alone for a while. */
export function isPaused({ paused_until }: Webhook, now: number): boolean {
  return paused_until !== null && Date.parse(paused_until) > now;
}

/** How a webhook fares, in a word. */
export function WebhookStatus({ webhook }: { webhook: Webhook }) {
  const [tone, word, explained] = stateOf(webhook, useNow());
  return (
    <Status tone={tone} explained={explained}>
      {word}
    </Status>
  );
}
