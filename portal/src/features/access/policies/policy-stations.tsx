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

const SHOWN = 20;

const columns: readonly Column<Schemas["ControlRow"]>[] = [
  {
    id: "code",
    header: t("Station"),
    width: 180,
    priority: 1,
    cell: ({ station_id: id, station_code: code }) => (
      <TenantLink to={`stations/${id}/access`}>{code}</TenantLink>
    ),
  },
  {
    id: "name",
    header: t("Name"),
    width: 220,
    priority: 2,
    cell: ({ station_name: name }) => <bdi>{name}</bdi>,
  },
];

/** The stations that a shared policy governs. */
export function PolicyStations({ policy }: { policy: Schemas["AccessPolicy"] }) {
  const mayEdit = useMay("access.policy.edit");
  const stations = rest.useQuery(
    "get",
    "/api/v1/access/controls",
    { params: { query: { policy_id: policy.id, limit: SHOWN } } },
    { select: withIds },
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
        more={
          <TenantLink to="charger-modes" search={{ policy_id: policy.id }}>
            {t("All stations of this policy")}
          </TenantLink>
        }
      />
    </Section>
  );
}

function withIds(answer: string | { items: Schemas["ControlRow"][]; next_cursor?: string | null }) {
  if (typeof answer === "string") return answer;
  return { ...answer, items: answer.items.map((row) => ({ ...row, id: row.station_id })) };
}
