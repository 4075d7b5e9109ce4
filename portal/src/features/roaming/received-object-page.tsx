import { useParams } from "@tanstack/react-router";

import { rest } from "@/api/client";
import type { Schemas } from "@/api/types";
import { Age } from "@/components/age";
import { Facts, Section } from "@/components/detail";
import { PartnerName } from "@/components/names";
import { Page } from "@/components/page";
import { Energy, Identifier, Money } from "@/components/quantities";
import { ReadPage } from "@/components/read-page";
import { Status } from "@/components/status";
import { Body } from "@/components/timeline";
import { stateOf, titleOf } from "@/features/roaming/received-words";
import { moduleName } from "@/features/roaming/roaming-words";
import { SessionCommands } from "@/features/roaming/session-commands";
import { useMay } from "@/lib/me";
import { exact } from "@/lib/time";
import { t } from "@/lib/words";

const WATT_HOURS = 1000;

/** One object that a partner told us of, as it came, with what identifies drivers masked. */
export function ReceivedObjectPage() {
  const { received: id = "" } = useParams({ strict: false });
  const detail = rest.useQuery("get", "/api/v1/roaming/received/{received_id}", {
    params: { path: { received_id: id } },
  });
  return (
    <ReadPage query={detail} title={t("What a partner told us")}>
      {(detail) => <Told key={id} detail={detail} />}
    </ReadPage>
  );
}

function Told({ detail: { row, document } }: { detail: Schemas["ReceivedDetail"] }) {
  const maySeeCommands = useMay("remote.read");
  const [tone, word] = stateOf(row);
  return (
    <Page title={titleOf(row)} beside={<Status tone={tone}>{word}</Status>}>
      <Section title={t("About it")}>
        <Facts
          facts={[
            [t("What"), moduleName(row.module)],
            [t("Partner"), <PartnerName key="partner" id={row.partner_id} />],
            [t("The partner's id"), row.object_id],
            [
              t("Identifier"),
              row.masked_token === null ? null : (
                <Identifier key="token" masked={row.masked_token} />
              ),
            ],
            [t("Place"), [row.place, row.country].filter((one) => one !== null).join(", ")],
            [t("Started"), row.started_at === null ? null : exact(row.started_at)],
            [t("Ended"), row.ended_at === null ? null : exact(row.ended_at)],
            [
              t("Energy"),
              row.energy_kwh === null ? null : (
                <Energy key="energy" wh={Number(row.energy_kwh) * WATT_HOURS} />
              ),
            ],
            [
              t("Without taxes"),
              row.total === null || row.currency === null ? null : (
                <Money key="total" amount={row.total} currency={row.currency} />
              ),
            ],
            [t("Changed there"), <Age key="updated" at={row.last_updated} />],
            [t("Told here"), <Age key="received" at={row.received_at} />],
            [
              t("Listed no more"),
              row.unlisted_at === null ? null : <Age key="unlisted" at={row.unlisted_at} />,
            ],
          ]}
        />
      </Section>
      {row.module === "sessions" && maySeeCommands && <SessionCommands row={row} />}
      <Section title={t("As it came (OCPI {{version}})", { version: row.version })}>
        <Body body={document} />
      </Section>
    </Page>
  );
}
