import { Text } from "@mantine/core";

import { rest } from "@/api/client";
import type { Schemas } from "@/api/types";
import { BriefTable } from "@/components/brief-table";
import { ButtonLink } from "@/components/button-link";
import { Section } from "@/components/detail";
import type { Column } from "@/components/list/columns";
import { TenantLink } from "@/components/tenant-link";
import { useMay } from "@/lib/me";
import { t } from "@/lib/words";

const columns: readonly Column<Schemas["GovernedStation"]>[] = [
  {
    id: "code",
    header: t("Station"),
    width: 180,
    priority: 1,
    cell: ({ id, code }) => <TenantLink to={`stations/${id}/access`}>{code}</TenantLink>,
  },
  {
    id: "name",
    header: t("Name"),
    width: 220,
    priority: 2,
    cell: ({ name }) => <bdi>{name}</bdi>,
  },
];

/** The stations that a shared policy governs. */
export function PolicyStations({ policy }: { policy: Schemas["AccessPolicy"] }) {
  const mayEdit = useMay("access.policy.edit");
  const stations = rest.useQuery(
    "get",
    "/api/v1/access/policies/{policy_id}/stations",
    { params: { path: { policy_id: policy.id } } },
    { select: (items) => ({ items }) },
  );
  return (
    <Section
      title={t("Stations that it governs")}
      actions={
        mayEdit && (
          <ButtonLink to={`policies/${policy.id}/stations`} variant="default">
            {t("Give it to stations …")}
          </ButtonLink>
        )
      }
    >
      <BriefTable
        label={t("Stations of the policy")}
        query={stations}
        columns={columns}
        empty={<Text>{t("None yet. It changes nothing until stations are given it.")}</Text>}
      />
    </Section>
  );
}
