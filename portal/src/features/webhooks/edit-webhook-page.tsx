import { useParams } from "@tanstack/react-router";
import { useState } from "react";

import { api, rest } from "@/api/client";
import { Section } from "@/components/detail";
import { Page } from "@/components/page";
import { Answered } from "@/components/states";
import { tellDone } from "@/components/toasts";
import { EventChooser } from "@/features/webhooks/event-chooser";
import { useRenew } from "@/features/webhooks/renew";
import { WebhookForm, type WebhookValues } from "@/features/webhooks/webhook-form";
import type { Webhook } from "@/features/webhooks/webhook-words";
import { useGo } from "@/lib/going";
import { t } from "@/lib/words";

const PATH = "/api/v1/webhooks/{webhook_id}";

/** Changes of what a webhook is told and where it leads. */
export function EditWebhookPage() {
  const { webhook: id = "" } = useParams({ strict: false });
  const webhook = rest.useQuery("get", PATH, { params: { path: { webhook_id: id } } });
  return (
    <Page title={t("Change a webhook")}>
      <Answered query={webhook}>{(data) => <Newest read={data} />}</Answered>
    </Page>
  );
}

function Newest({ read }: { read: Webhook }) {
  const [webhook, setWebhook] = useState(read);
  const showNewest = async () => {
    const params = { path: { webhook_id: webhook.id } };
    const { data } = await api.GET(PATH, { params });
    if (data !== undefined) setWebhook(data);
  };
  return <Form key={webhook.version} webhook={webhook} showNewest={() => void showNewest()} />;
}

function Form({ webhook, showNewest }: { webhook: Webhook; showNewest: () => void }) {
  const [chosen, setChosen] = useState<readonly string[]>(webhook.event_types);
  const go = useGo();
  const renew = useRenew();
  const page = `webhooks/${webhook.id}`;
  const change = async (values: WebhookValues) => {
    if (chosen.length === 0) throw new Error(t("Choose above of what it is told."));
    const body = { ...values, event_types: [...chosen], version: webhook.version };
    await api.PATCH(PATH, { params: { path: { webhook_id: webhook.id } }, body });
    await renew();
    tellDone(
      t("The webhook was changed"),
      t("You answer for it from now on: it hears what you may read."),
    );
    await go(page);
  };
  return (
    <>
      <Section title={t("Of what it is told")}>
        <EventChooser chosen={chosen} onChange={setChosen} />
      </Section>
      <Section title={t("Where it leads")}>
        <WebhookForm
          webhook={webhook}
          label={t("Save")}
          failed={t("It was not saved")}
          submit={change}
          onCancel={() => void go(page)}
          onChangedMeanwhile={showNewest}
        />
      </Section>
    </>
  );
}
