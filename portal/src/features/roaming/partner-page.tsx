import { Alert, Text } from "@mantine/core";
import { useParams } from "@tanstack/react-router";

import { rest } from "@/api/client";
import { Age } from "@/components/age";
import { Facts, Section } from "@/components/detail";
import { Page } from "@/components/page";
import { ReadPage } from "@/components/read-page";
import { Handshake } from "@/features/roaming/handshake";
import { PartnerActs } from "@/features/roaming/partner-acts";
import { PartnerAsking } from "@/features/roaming/partner-asking";
import { PartnerCommands } from "@/features/roaming/partner-commands";
import { PartnerDoctor } from "@/features/roaming/partner-doctor";
import { PartnerEndpoints } from "@/features/roaming/partner-endpoints";
import { PartnerExchanges } from "@/features/roaming/partner-exchanges";
import { PartnerParties } from "@/features/roaming/partner-parties";
import { PartnerPulls } from "@/features/roaming/partner-pulls";
import { PartnerQueueSection } from "@/features/roaming/partner-queue";
import { PartnerState } from "@/features/roaming/partner-state";
import { PartnerTokens } from "@/features/roaming/partner-tokens";
import { lastFault, type Partner } from "@/features/roaming/roaming-words";
import { SetUp } from "@/features/roaming/set-up";
import { useMay } from "@/lib/me";
import { t } from "@/lib/words";

/** One partner: whether it works, how credentials are exchanged, and what is known of it. */
export function PartnerPage() {
  const { partner: id = "" } = useParams({ strict: false });
  const partner = rest.useQuery("get", "/api/v1/roaming/partners/{partner_id}", {
    params: { path: { partner_id: id } },
  });
  return (
    <ReadPage query={partner} title={t("Partner")}>
      {(partner) => <Told key={id} partner={partner} />}
    </ReadPage>
  );
}

function Told({ partner }: { partner: Partner }) {
  const mayEdit = useMay("partners.edit");
  const maySeeParties = useMay("parties.read");
  const maySeeReceived = useMay("received.read");
  const maySeeCommands = useMay("remote.read");
  const registered = partner.state === "registered";
  const ended = partner.state === "unregistered";
  return (
    <Page
      title={partner.name}
      beside={<PartnerState partner={partner} />}
      actions={mayEdit && <PartnerActs partner={partner} />}
    >
      <Failure partner={partner} />
      {mayEdit && !registered && <SetUp partner={partner} />}
      <Section title={t("About it")}>
        <Facts
          facts={[
            [t("Version"), partner.ocpi_version === null ? null : `OCPI ${partner.ocpi_version}`],
            [t("Its versions URL"), partner.versions_url],
            [
              t("Registered"),
              partner.registered_at === null ? null : (
                <Age key="registered" at={partner.registered_at} />
              ),
            ],
            [
              t("Tokens are sent to it"),
              partner.token_encoding === "raw" ? t("as they are") : t("in Base64"),
            ],
            [t("Added"), <Age key="added" at={partner.created_at} />],
            [t("Changed"), <Age key="changed" at={partner.updated_at} />],
          ]}
        />
      </Section>
      {registered && <PartnerQueueSection partner={partner} />}
      {registered && <PartnerAsking partner={partner} />}
      {(registered || ended) && maySeeCommands && <PartnerCommands partner={partner} />}
      {registered && maySeeReceived && <PartnerPulls partner={partner} />}
      {registered && <PartnerTokens partner={partner} />}
      {registered && <PartnerDoctor partner={partner} />}
      <PartnerExchanges partner={partner} />
      <Handshake partner={partner} />
      {maySeeParties && <PartnerParties partner={partner} />}
      {registered && <PartnerEndpoints partner={partner} />}
    </Page>
  );
}

/** That the last handshake failed, and what holds meanwhile. */
function Failure({ partner }: { partner: Partner }) {
  const fault = lastFault(partner);
  if (fault === null || partner.state === "unregistered") return null;
  const { what, todo } = fault;
  return (
    <Alert color="orange" title={t("The last handshake failed")}>
      <Text size="sm">
        {what} {todo}
      </Text>
      {partner.state === "registered" && (
        <Text size="sm">
          {t("The credentials of before hold on: nothing is interrupted by it.")}
        </Text>
      )}
    </Alert>
  );
}
