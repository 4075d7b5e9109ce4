import { Alert } from "@mantine/core";
import { IconPlus } from "@tabler/icons-react";

import { rest } from "@/api/client";
import { BriefTable } from "@/components/brief-table";
import { ButtonLink } from "@/components/button-link";
import type { Column } from "@/components/list/columns";
import { Page } from "@/components/page";
import { Answered, Empty } from "@/components/states";
import { Status } from "@/components/status";
import { TenantLink } from "@/components/tenant-link";
import { partyColumns } from "@/features/roaming/partner-parties";
import { keyOf, type Party } from "@/features/roaming/roaming-words";
import { useMay } from "@/lib/me";
import { t } from "@/lib/words";

const AT_MOST = 500;

const columns: readonly Column<Party>[] = [
  {
    id: "key",
    header: t("Party"),
    width: 90,
    priority: 1,
    cell: (party) => <Key party={party} />,
  },
  {
    id: "default",
    header: t("Default"),
    width: 130,
    priority: 1,
    cell: (party) => <Standing party={party} />,
  },
  ...partyColumns.filter(({ id }) => id !== "key"),
];

/** What partners call it, which leads to where it is changed. */
function Key({ party }: { party: Party }) {
  const mayEdit = useMay("parties.edit");
  const name = <bdi>{keyOf(party)}</bdi>;
  return mayEdit ? <TenantLink to={`parties/${party.id}/edit`}>{name}</TenantLink> : name;
}

function Standing({ party }: { party: Party }) {
  if (!party.is_default && !party.provisional) return null;
  return (
    <Status
      tone={party.provisional ? "warn" : "good"}
      explained={
        party.provisional
          ? t("What a new tenant begins with; partners do not know it.")
          : t("What names no party belongs to this one.")
      }
    >
      {party.provisional ? t("placeholder") : t("default")}
    </Status>
  );
}

/** Who we are to partners, and to whom belongs what names no party. */
export function PartiesPage() {
  const parties = rest.useQuery("get", "/api/v1/roaming/parties", {
    params: { query: { ours: true, limit: AT_MOST } },
  });
  const add = useMay("parties.edit") && (
    <ButtonLink to="parties/new" leftSection={<IconPlus size={14} aria-hidden />}>
      {t("Add a party")}
    </ButtonLink>
  );
  const partners = useMay("partners.read") && (
    <ButtonLink to="partners" variant="default">
      {t("Partners")}
    </ButtonLink>
  );
  return (
    <Page
      title={t("Our parties")}
      actions={
        <>
          {partners}
          {add}
        </>
      }
    >
      <Answered query={parties}>
        {({ items }) => (
          <>
            {items.some((party) => party.is_default && party.provisional) && (
              <Alert color="orange" title={t("Nobody chose who you are yet")}>
                {t(
                  "Locations belong to a placeholder, which partners do not know. Add your own party as one that runs chargers, and make it the default; then have what belongs to the placeholder adopted: chargehouse roaming adopt-orphans.",
                )}
              </Alert>
            )}
            {items.length === 0 ? (
              <Empty title={t("No party yet")} actions={add}>
                {t(
                  "A party is a company in one role, as partners know it: two letters of its country and three of its own, as in ES-TWK.",
                )}
              </Empty>
            ) : (
              <BriefTable
                label={t("Our parties")}
                query={parties}
                columns={columns}
                empty={t("No party yet")}
              />
            )}
          </>
        )}
      </Answered>
    </Page>
  );
}
