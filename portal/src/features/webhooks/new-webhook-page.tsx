import { useState } from "react";

import { api } from "@/api/client";
import type { Schemas } from "@/api/types";
import { ButtonLink } from "@/components/button-link";
import { Section } from "@/components/detail";
import { Page } from "@/components/page";
import { ShownOnce } from "@/components/shown-once";
import { EventChooser } from "@/features/webhooks/event-chooser";
import { useRenew } from "@/features/webhooks/renew";
import { Verifying } from "@/features/webhooks/verifying";
import { WebhookForm, type WebhookValues } from "@/features/webhooks/webhook-form";
import { useGo } from "@/lib/going";
import { t } from "@/lib/words";

/** Adds a webhook: of what it is told, and where it leads; its secret is told this once. */
export function NewWebhookPage() {
  const [chosen, setChosen] = useState<readonly string[]>([]);
  const [made, setMade] = useState<Schemas["WebhookWithSecret"] | null>(null);
  const go = useGo();
  const renew = useRenew();
  const add = async (values: WebhookValues) => {
    if (chosen.length === 0) throw new Error(t("Choose above of what it is told."));
    const body = { ...values, event_types: [...chosen], enabled: true };
    const { data } = await api.POST("/api/v1/webhooks", { body });
    setMade(data ?? null);
    await renew();
  };
  if (made !== null) return <Made made={made} />;
  return (
    <Page title={t("Add a webhook")}>
      <Section title={t("Of what it is told")}>
        <EventChooser chosen={chosen} onChange={setChosen} />
      </Section>
      <Section title={t("Where it leads")}>
        <WebhookForm
          label={t("Add webhook")}
          failed={t("It was not added")}
          submit={add}
          onCancel={() => void go("webhooks")}
        />
      </Section>
    </Page>
  );
}

function Made({ made: { webhook, secret } }: { made: Schemas["WebhookWithSecret"] }) {
  return (
    <Page title={t("The webhook was added")}>
      <ShownOnce
        title={t("Its secret, shown this once")}
        value={secret}
        actions={
          <ButtonLink to={`webhooks/${webhook.id}`}>{t("Go on, and send a test")}</ButtonLink>
        }
      >
        {t(
          "Give it to the receiver, which verifies with it what Chargehouse sends. It cannot be shown again, only replaced.",
        )}
      </ShownOnce>
      <Verifying />
    </Page>
  );
}
