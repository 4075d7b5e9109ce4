import { Alert, Button, Group } from "@mantine/core";
import { IconFileImport } from "@tabler/icons-react";
import { useParams } from "@tanstack/react-router";

import { api, rest } from "@/api/client";
import type { Schemas } from "@/api/types";
import { ChangeLink } from "@/components/acts";
import { Age } from "@/components/age";
import { ButtonLink } from "@/components/button-link";
import { confirmAct } from "@/components/confirm";
import { Facts, Section } from "@/components/detail";
import { PartnerName } from "@/components/names";
import { Page } from "@/components/page";
import { PlaceNames } from "@/components/place-names";
import { ReadPage } from "@/components/read-page";
import { tellDone } from "@/components/toasts";
import { hoursOf } from "@/components/weekly-words";
import { AgreementExplainer } from "@/features/identity/agreement-explainer";
import { AgreementDecisions, AgreementIdentifiers } from "@/features/identity/agreement-rows";
import { AgreementState, AgreementValidity, FreshFor } from "@/features/identity/agreement-state";
import { realTimes } from "@/features/identity/identity-words";
import { useRenew } from "@/features/identity/renew";
import { useMay } from "@/lib/me";
import { count } from "@/lib/quantities";
import { t } from "@/lib/words";

type Agreement = Schemas["Agreement"];

/** One agreement: where and when it holds, how fresh it is, whom it knows, what it decided. */
export function AgreementPage() {
  const { agreement: id = "" } = useParams({ strict: false });
  const agreement = rest.useQuery("get", "/api/v1/agreements/{agreement_id}", {
    params: { path: { agreement_id: id } },
  });
  return (
    <ReadPage query={agreement} title={t("Agreement")}>
      {(agreement) => <Told key={id} agreement={agreement} />}
    </ReadPage>
  );
}

function Told({ agreement }: { agreement: Agreement }) {
  const fed = agreement.partner_id === null;
  const mayFeed = useMay("agreements.feed") && fed && agreement.state !== "ended";
  const mayAsk = [useMay("stations.read"), useMay("fleets.read")].every(Boolean);
  const maySeeDecisions = useMay("access.decisions.read");
  const fromFile = (
    <ButtonLink
      to={`agreements/${agreement.id}/import`}
      variant="default"
      leftSection={<IconFileImport size={14} aria-hidden />}
    >
      {t("From a file")}
    </ButtonLink>
  );
  return (
    <Page
      title={agreement.name}
      beside={<AgreementState agreement={agreement} />}
      actions={useMay("agreements.edit") && <Acts agreement={agreement} />}
    >
      {agreement.stale && (
        <Alert color="orange" title={t("The partner's list is older than it may be")}>
          {t(
            "Everybody whom only this agreement knows is refused until the next good feed. See why the partner's system no longer sends, or bring in a file.",
          )}
        </Alert>
      )}
      <Facts
        facts={[
          [t("Where"), <PlaceNames key="where" {...agreement} />],
          [t("Hours"), hoursOf(agreement.windows)],
          [t("Validity"), <AgreementValidity key="validity" agreement={agreement} />],
          [t("Last fed"), <Age key="fed" at={agreement.last_fed_at} never={t("never")} />],
          [t("A feed is believed"), <FreshFor key="fresh" seconds={agreement.fresh_for_s} />],
          [t("Identifiers"), count(agreement.identifiers)],
          [
            t("They come from"),
            agreement.partner_id === null ? null : (
              <PartnerName key="partner" id={agreement.partner_id} />
            ),
          ],
          [t("Party"), agreement.party],
          [t("The partner is asked"), fed ? null : realTimes[agreement.real_time].label],
          [t("Note"), agreement.note === "" ? null : <bdi key="note">{agreement.note}</bdi>],
          [t("Changed"), <Age key="changed" at={agreement.updated_at} />],
        ]}
      />
      <Section title={t("Identifiers")} actions={mayFeed && fromFile}>
        <AgreementIdentifiers id={agreement.id} />
      </Section>
      {mayAsk && (
        <Section title={t("May its drivers start?")}>
          <AgreementExplainer agreement={agreement.id} />
        </Section>
      )}
      {maySeeDecisions && (
        <Section title={t("Access decisions")}>
          <AgreementDecisions id={agreement.id} />
        </Section>
      )}
    </Page>
  );
}

function Acts({ agreement }: { agreement: Agreement }) {
  const renew = useRenew();
  const end = async (reason: string) => {
    await api.POST("/api/v1/agreements/{agreement_id}/end", {
      params: { path: { agreement_id: agreement.id } },
      body: { reason },
    });
    await renew();
    tellDone(t("The agreement was ended"));
  };
  const ask = () =>
    confirmAct({
      title: t("End {{name}}?", { name: agreement.name.slice(0, 100) }),
      consequence: t(
        "From now on everybody whom only this agreement knows is refused. Sessions under way go on. A later end lets it hold again.",
      ),
      label: t("End the agreement"),
      reason: true,
      run: end,
    });
  return (
    <Group gap="xs">
      <ChangeLink to={`agreements/${agreement.id}/edit`} />
      {agreement.state !== "ended" && (
        <Button variant="subtle" color="gray" onClick={ask}>
          {t("End …")}
        </Button>
      )}
    </Group>
  );
}
