import { Group, Text } from "@mantine/core";

import { Age } from "@/components/age";
import { ButtonLink } from "@/components/button-link";
import { Said } from "@/components/said";
import { Verdict } from "@/components/verdict";
import { EnableButton } from "@/features/webhooks/webhook-acts";
import { isPaused } from "@/features/webhooks/webhook-state";
import {
  answerOf,
  type Delivery,
  isFailure,
  type Webhook,
  whyOf,
} from "@/features/webhooks/webhook-words";
import { useMay } from "@/lib/me";
import { useNow } from "@/lib/ticking";
import { t } from "@/lib/words";

interface Props {
  webhook: Webhook;
  /** The newest deliveries, newest first. */
  newest: readonly Delivery[];
}

/** Whether a webhook works, what is wrong where it does not, and what to do about it. */
export function WebhookVerdict(props: Props) {
  const { webhook } = props;
  const now = useNow();
  if (!webhook.enabled) return <Disabled {...props} />;
  if (webhook.failing_since !== null) return <FailingNow {...props} />;
  if (isPaused(webhook, now)) {
    return (
      <Verdict good={false} title={t("The receiver asked to wait")}>
        <Text>
          <Said
            sentence="It goes on <until/>. What happens meanwhile is kept for it."
            parts={{ until: <Age at={webhook.paused_until} /> }}
          />
        </Text>
      </Verdict>
    );
  }
  if (webhook.last_success_at === null) {
    return (
      <Verdict good title={t("It is ready; nothing was sent yet")}>
        <Text>{t("Send a test to see whether it arrives, before something happens.")}</Text>
      </Verdict>
    );
  }
  return <Verdict good title={t("It takes what it is sent")} />;
}

function disabledTitle({ disabled_reason }: Webhook): string {
  if (disabled_reason === "gone") return t("It is disabled: the receiver answered 410");
  if (disabled_reason === "failing") return t("It is disabled: it failed for five days");
  return t("Somebody disabled it");
}

function Disabled({ webhook, newest }: Props) {
  const mayManage = useMay("webhooks.manage");
  const own = webhook.disabled_reason !== null;
  return (
    <Verdict good={false} title={disabledTitle(webhook)}>
      <Text>
        <Said
          sentence="It was disabled <since/>. Nothing is sent, and what happens is not kept for it."
          parts={{ since: <Age at={webhook.disabled_at} /> }}
        />
      </Text>
      {own && <LastFailure newest={newest} />}
      <Text>
        {own
          ? t("Mend the receiver and send it a test. Then enable it, and send again what failed.")
          : t("Enable it when it is to be told again; then what failed can be sent again.")}
      </Text>
      {mayManage && (
        <Group>
          <EnableButton webhook={webhook} />
        </Group>
      )}
    </Verdict>
  );
}

function FailingNow({ webhook, newest }: Props) {
  return (
    <Verdict good={false} title={t("It takes nothing at the moment")}>
      <Text>
        <Said
          sentence="The first failure was <since/>. What waits is tried again by itself, ten times within three days; after five days without a success the webhook is disabled."
          parts={{ since: <Age at={webhook.failing_since} /> }}
        />
      </Text>
      <LastFailure newest={newest} />
      <Text>
        {t("When the receiver is mended, select what waits in the log, and send it at once.")}
      </Text>
      <Group>
        <ButtonLink
          to={`webhooks/${webhook.id}/deliveries`}
          search={{ status: "pending" }}
          variant="default"
        >
          {t("What waits")}
        </ButtonLink>
      </Group>
    </Verdict>
  );
}

function LastFailure({ newest }: { newest: readonly Delivery[] }) {
  const failed = newest.map(answerOf).find(isFailure);
  const why = failed === undefined ? null : whyOf(failed);
  if (why === null) return null;
  return (
    <Text fw={600}>
      {why.what} {why.todo}
    </Text>
  );
}
