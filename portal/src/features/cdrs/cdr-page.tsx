import { Alert, Button, Text } from "@mantine/core";
import { useParams } from "@tanstack/react-router";

import { api, rest } from "@/api/client";
import type { Schemas } from "@/api/types";
import { Age } from "@/components/age";
import { confirmAct } from "@/components/confirm";
import { CostBreakdown, Due } from "@/components/cost-breakdown";
import { Facts, Section } from "@/components/detail";
import { Page } from "@/components/page";
import { Identifier } from "@/components/quantities";
import { ReadPage } from "@/components/read-page";
import { Said } from "@/components/said";
import { TenantLink } from "@/components/tenant-link";
import { tellDone } from "@/components/toasts";
import { CdrState } from "@/features/cdrs/cdr-state";
import { useRenew } from "@/features/cdrs/renew";
import { useGo } from "@/lib/going";
import { useMay } from "@/lib/me";
import { exact, short } from "@/lib/time";
import { t } from "@/lib/words";

type Cdr = Schemas["Cdr"];

/** One CDR: what is due, each line of it and why, and the way to take it back. */
export function CdrPage() {
  const { cdr: id = "" } = useParams({ strict: false });
  const cdr = rest.useQuery("get", "/api/v1/cdrs/{cdr_id}", {
    params: { path: { cdr_id: id } },
  });
  return (
    <ReadPage query={cdr} title={t("CDR")}>
      {(cdr) => <Told key={id} cdr={cdr} />}
    </ReadPage>
  );
}

function Told({ cdr }: { cdr: Cdr }) {
  const credit = cdr.credits != null;
  const mayCredit = useMay("cdrs.credit") && !credit && cdr.credited_by == null;
  const at = short(credit ? cdr.made_at : cdr.ended_at);
  return (
    <Page
      title={credit ? t("Credit CDR of {{at}}", { at }) : t("CDR of {{at}}", { at })}
      beside={<CdrState {...cdr} />}
      actions={mayCredit && <Credit cdr={cdr} />}
    >
      <Counterpart cdr={cdr} />
      <About cdr={cdr} />
      <Section title={credit ? t("What it takes back") : t("What it cost, and why")}>
        <CostBreakdown cost={cdr.cost} timezone={cdr.site.timezone} />
      </Section>
    </Page>
  );
}

/** The CDR that takes this one back, or that this one takes back. */
function Counterpart({ cdr: { credits, credited_by, reason, cost, due } }: { cdr: Cdr }) {
  if (credits != null) {
    return (
      <Alert color="blue" title={t("It takes a CDR back")}>
        <Text size="sm">
          <Said
            sentence="<amount/> go back, as <other>the CDR</other> said to be due."
            parts={{
              amount: <Due amount={due} currency={cost.currency} />,
              other: <TenantLink to={`cdrs/${credits}`} underline="always" />,
            }}
          />
        </Text>
        {reason != null && (
          <Text size="sm" className="wrap">
            <bdi>{reason}</bdi>
          </Text>
        )}
      </Alert>
    );
  }
  if (credited_by == null) return null;
  return (
    <Alert color="yellow" title={t("It was taken back: nothing is due by it")}>
      <Text size="sm">
        <Said
          sentence="See <other>the credit CDR</other> for who did it, and why."
          parts={{ other: <TenantLink to={`cdrs/${credited_by}`} underline="always" /> }}
        />
      </Text>
    </Alert>
  );
}

function About({ cdr }: { cdr: Cdr }) {
  const { site, tariff } = cdr;
  const maySeeTariffs = useMay("tariffs.read");
  const named = t("{{name}}, version {{version}}", {
    name: tariff.document.name,
    version: tariff.version,
  });
  return (
    <Section title={t("Who, where and when")}>
      <Facts
        facts={[
          [t("Due"), <Due key="due" amount={cdr.due} currency={cdr.cost.currency} />],
          [
            t("Session"),
            cdr.session_id === null ? (
              t("None: nobody came for what was reserved")
            ) : (
              <TenantLink key="session" to={`sessions/${cdr.session_id}`}>
                {t("the session")}
              </TenantLink>
            ),
          ],
          [t("Identifier"), <Identifier key="identifier" masked={cdr.masked_identifier} />],
          [
            t("Location"),
            <TenantLink key="location" to={`locations/${site.location_id}`}>
              <bdi>{site.name}</bdi>
            </TenantLink>,
          ],
          [
            t("Station"),
            <TenantLink key="station" to={`stations/${site.station_id}`}>
              <bdi>{site.station_code ?? t("the station")}</bdi>
            </TenantLink>,
          ],
          [t("Started"), exact(cdr.started_at)],
          [t("Ended"), exact(cdr.ended_at)],
          [
            t("Tariff"),
            maySeeTariffs ? (
              <TenantLink key="tariff" to={`tariffs/${tariff.tariff_id}`}>
                <bdi>{named}</bdi>
              </TenantLink>
            ) : (
              <bdi key="tariff">{named}</bdi>
            ),
          ],
          [t("Transaction"), cdr.transaction_id],
          [t("Made"), <Age key="made" at={cdr.made_at} />],
        ]}
      />
    </Section>
  );
}

function Credit({ cdr }: { cdr: Cdr }) {
  const go = useGo();
  const renew = useRenew();
  const credit = async (reason: string) => {
    const { data } = await api.POST("/api/v1/cdrs/{cdr_id}/credit", {
      params: { path: { cdr_id: cdr.id } },
      body: { reason },
    });
    await renew();
    tellDone(t("The CDR was taken back"));
    if (data !== undefined) await go(`cdrs/${data.id}`);
  };
  const ask = () =>
    confirmAct({
      title: t("Take this CDR back?"),
      consequence: (
        <Said
          sentence="A credit CDR over <amount/> is made, which refers to it. Neither can be changed or removed; the reason is read by everybody who may see CDRs."
          parts={{ amount: <Due amount={cdr.due} currency={cdr.cost.currency} /> }}
        />
      ),
      label: t("Take it back"),
      reason: true,
      dangerous: true,
      run: credit,
    });
  return (
    <Button variant="default" onClick={ask}>
      {t("Take it back …")}
    </Button>
  );
}
