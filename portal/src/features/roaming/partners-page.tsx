import { IconPlus } from "@tabler/icons-react";

import { rest } from "@/api/client";
import { Age } from "@/components/age";
import { BriefTable } from "@/components/brief-table";
import { ButtonLink } from "@/components/button-link";
import type { Column } from "@/components/list/columns";
import { Page } from "@/components/page";
import { Answered, Empty } from "@/components/states";
import { TenantLink } from "@/components/tenant-link";
import { PartnerState } from "@/features/roaming/partner-state";
import { keyOf, lastFault, lastHandshake, type Partner } from "@/features/roaming/roaming-words";
import { Untold } from "@/features/roaming/untold";
import { useMay } from "@/lib/me";
import { t } from "@/lib/words";

const PARTIES_AT_MOST = 500;
const SHOWN = 4;

const columns: readonly Column<Partner>[] = [
  {
    id: "name",
    header: t("Partner"),
    width: 170,
    priority: 1,
    cell: ({ id, name }) => (
      <TenantLink to={`partners/${id}`} title={name}>
        <bdi>{name}</bdi>
      </TenantLink>
    ),
  },
  {
    id: "state",
    header: t("Status"),
    width: 130,
    priority: 1,
    cell: (partner) => <PartnerState partner={partner} />,
  },
  {
    id: "version",
    header: t("Version"),
    width: 90,
    priority: 3,
    cell: ({ ocpi_version }) => ocpi_version ?? "–",
  },
  {
    id: "parties",
    header: t("Parties"),
    width: 170,
    priority: 2,
    cell: ({ id }) => <Parties id={id} />,
  },
  {
    id: "handshake",
    header: t("Last handshake"),
    width: 130,
    priority: 2,
    cell: (partner) => <Age at={lastHandshake(partner)} never={t("never")} />,
  },
];

/** What the parties of a partner are called; the list of all is read once. */
function Parties({ id }: { id: string }) {
  const parties = rest.useQuery(
    "get",
    "/api/v1/roaming/parties",
    { params: { query: { ours: false, limit: PARTIES_AT_MOST } } },
    { enabled: useMay("parties.read") },
  );
  const names = new Set(
    parties.data?.items.filter(({ platform_id }) => platform_id === id).map(keyOf),
  );
  if (names.size === 0) return <>–</>;
  const first = [...names].slice(0, SHOWN).join(", ");
  return (
    <bdi title={[...names].join(", ")}>
      {names.size > SHOWN
        ? t("{{first}} and {{number}} more", { first, number: names.size - SHOWN })
        : first}
    </bdi>
  );
}

/** Those that need somebody come first; the others stay in their order. */
function urgency(partner: Partner): number {
  return lastFault(partner) !== null && partner.state !== "unregistered" ? 0 : 1;
}

/** The partners with which roaming is exchanged, and how far each is set up. */
export function PartnersPage() {
  const partners = rest.useQuery("get", "/api/v1/roaming/partners", undefined, {
    select: (items) => ({ items: items.toSorted((one, other) => urgency(one) - urgency(other)) }),
  });
  const maySeePublishing = useMay("publishing.read");
  const add = useMay("partners.edit") && (
    <ButtonLink to="partners/new" leftSection={<IconPlus size={14} aria-hidden />}>
      {t("Add a partner")}
    </ButtonLink>
  );
  const received = useMay("received.read") && (
    <ButtonLink to="received" variant="default">
      {t("What partners told us")}
    </ButtonLink>
  );
  const ours = useMay("parties.read") && (
    <ButtonLink to="parties" variant="default">
      {t("Our parties")}
    </ButtonLink>
  );
  return (
    <Page
      title={t("Partners")}
      actions={
        <>
          {received}
          {ours}
          {add}
        </>
      }
    >
      <Answered query={partners}>
        {({ items }) =>
          items.length === 0 ? (
            <Empty title={t("No partner yet")} actions={add}>
              {t(
                "A partner is another company's system that speaks OCPI: its drivers charge here, or yours there. One of you gives the other an address and a token, and the rest goes by itself.",
              )}
            </Empty>
          ) : (
            <>
              <BriefTable
                label={t("Partners")}
                query={partners}
                columns={columns}
                empty={t("No partner yet")}
              />
              {maySeePublishing && <Untold />}
            </>
          )
        }
      </Answered>
    </Page>
  );
}
