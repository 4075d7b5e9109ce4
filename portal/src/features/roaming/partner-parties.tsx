import { Text } from "@mantine/core";

import { rest } from "@/api/client";
import { BriefTable } from "@/components/brief-table";
import { Section } from "@/components/detail";
import type { Column } from "@/components/list/columns";
import { keyOf, type Partner, type Party, roles } from "@/features/roaming/roaming-words";
import { t } from "@/lib/words";

const AT_MOST = 500;

/** The columns of a party: what it is called, in which role, by which company. */
export const partyColumns: readonly Column<Party>[] = [
  {
    id: "key",
    header: t("Party"),
    width: 100,
    priority: 1,
    cell: (party) => <bdi>{keyOf(party)}</bdi>,
  },
  { id: "role", header: t("Role"), width: 180, priority: 1, cell: ({ role }) => roles[role] },
  {
    id: "name",
    header: t("Company"),
    width: 180,
    priority: 2,
    cell: ({ business_details: { name } }) => <bdi title={name}>{name}</bdi>,
  },
];

/** The companies that a partner's platform speaks for. */
export function PartnerParties({ partner }: { partner: Partner }) {
  const query = rest.useQuery("get", "/api/v1/roaming/parties", {
    params: { query: { partner_id: partner.id, limit: AT_MOST } },
  });
  return (
    <Section title={t("Its parties")}>
      <BriefTable
        label={t("Parties of the partner")}
        query={query}
        columns={partyColumns}
        empty={t("They are told when credentials are exchanged.")}
      />
      {query.data !== undefined && query.data.total > AT_MOST && (
        <Text size="sm" c="dimmed">
          {t("Only the first {{most}} of them are shown.", { most: AT_MOST })}
        </Text>
      )}
    </Section>
  );
}
