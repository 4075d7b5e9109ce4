import { Text, Title } from "@mantine/core";

import { rest } from "@/api/client";
import type { Schemas } from "@/api/types";
import { Age } from "@/components/age";
import { BriefTable } from "@/components/brief-table";
import { ButtonLink } from "@/components/button-link";
import { Facts, Section } from "@/components/detail";
import type { Column } from "@/components/list/columns";
import { FleetName, Listed } from "@/components/names";
import { Identifier } from "@/components/quantities";
import { Answered, Loading } from "@/components/states";
import { Status } from "@/components/status";
import { TenantLink } from "@/components/tenant-link";
import { type Received, stateOf } from "@/features/roaming/received-words";
import type { Partner } from "@/features/roaming/roaming-words";
import { whitelists } from "@/features/roaming/token-words";
import { useMay } from "@/lib/me";
import { count } from "@/lib/quantities";
import { t } from "@/lib/words";

type Sharing = Schemas["TokenSharing"];

const SHOWN = 5;

const columns: readonly Column<Received>[] = [
  {
    id: "token",
    header: t("Identifier"),
    width: 120,
    priority: 1,
    cell: ({ id, masked_token }) => (
      <TenantLink to={`received/${id}`}>
        <Identifier masked={masked_token} />
      </TenantLink>
    ),
  },
  {
    id: "status",
    header: t("Status"),
    width: 110,
    priority: 1,
    cell: (row) => {
      const [tone, word] = stateOf(row);
      return <Status tone={tone}>{word}</Status>;
    },
  },
  {
    id: "issuer",
    header: t("Given out by"),
    width: 160,
    priority: 3,
    cell: ({ title }) => <bdi title={title ?? ""}>{title ?? "–"}</bdi>,
  },
  {
    id: "at",
    header: t("Told"),
    width: 110,
    priority: 2,
    cell: ({ received_at }) => <Age at={received_at} />,
  },
];

/** The drivers that we and a partner tell each other of, by their tokens, masked. */
export function PartnerTokens({ partner: { id } }: { partner: Partner }) {
  const maySeeReceived = useMay("received.read");
  const maySeePublishing = useMay("publishing.read");
  const mayChoose = useMay("publishing.edit");
  if (!maySeeReceived && !maySeePublishing) return null;
  const choose = mayChoose && (
    <ButtonLink to="partners/drivers" variant="default">
      {t("Choose whom partners are told of")}
    </ButtonLink>
  );
  return (
    <Section title={t("Tokens of drivers")} actions={choose}>
      {maySeeReceived && <Theirs id={id} />}
      {maySeePublishing && <Ours />}
    </Section>
  );
}

function Theirs({ id }: { id: string }) {
  const search = { module: "tokens", partner_id: id } as const;
  const query = rest.useQuery("get", "/api/v1/roaming/received", {
    params: { query: { ...search, limit: SHOWN } },
  });
  return (
    <>
      <Title order={3} size="h6">
        {t("Its drivers, as it told us")}
      </Title>
      <BriefTable
        label={t("Its drivers, as it told us")}
        query={query}
        columns={columns}
        empty={t("It told us of none: they are let in only where it is asked.")}
        more={
          <TenantLink to="received" search={search}>
            {t("All tokens that it told us")}
          </TenantLink>
        }
      />
    </>
  );
}

function Ours() {
  const sharing = rest.useQuery("get", "/api/v1/roaming/publishing/tokens");
  return (
    <>
      <Title order={3} size="h6">
        {t("Our drivers, as partners are told")}
      </Title>
      <Answered query={sharing} loading={<Loading rows={2} />}>
        {(sharing) => <Told sharing={sharing} />}
      </Answered>
    </>
  );
}

function Told({ sharing }: { sharing: Sharing }) {
  const { shared, fleets, party, told, whitelist, updated_at } = sharing;
  if (shared === "none")
    return <Text c="dimmed">{t("Partners are told of none of our drivers.")}</Text>;
  return (
    <>
      {party === null && (
        <Text size="sm" fw={600}>
          {t("None of our parties has drivers (EMSP), so nothing is told: add one.")}
        </Text>
      )}
      <Facts
        facts={[
          [
            t("Whom partners are told of"),
            shared === "all" ? (
              t("every driver")
            ) : (
              <Listed
                key="fleets"
                names={fleets.map((one) => (
                  <FleetName key={one} id={one} />
                ))}
              />
            ),
          ],
          [t("Tokens told"), count(told)],
          [t("Partners let them in"), whitelists[whitelist]],
          [t("As drivers of"), party === null ? null : `${party.country_code}-${party.party_id}`],
          [t("Chosen"), updated_at === null ? null : <Age key="chosen" at={updated_at} />],
        ]}
      />
    </>
  );
}
