import { Age } from "@/components/age";
import type { Column } from "@/components/list/columns";
import { PartnerName } from "@/components/names";
import { Energy, Identifier, Money } from "@/components/quantities";
import { Status } from "@/components/status";
import { TenantLink } from "@/components/tenant-link";
import { type Received, stateOf, titleOf } from "@/features/roaming/received-words";
import { t } from "@/lib/words";

const WATT_HOURS = 1000;

function State({ row }: { row: Received }) {
  const [tone, word] = stateOf(row);
  return <Status tone={tone}>{word}</Status>;
}

/** The columns of what partners told us. */
export const columns: readonly Column<Received>[] = [
  {
    id: "title",
    header: t("What"),
    width: 190,
    priority: 1,
    cell: (row) => (
      <TenantLink to={`received/${row.id}`} title={titleOf(row)}>
        <bdi>{titleOf(row)}</bdi>
      </TenantLink>
    ),
  },
  {
    id: "status",
    header: t("Status"),
    width: 110,
    priority: 1,
    cell: (row) => <State row={row} />,
  },
  {
    id: "partner",
    header: t("Partner"),
    width: 140,
    priority: 2,
    cell: ({ partner_id }) => <PartnerName id={partner_id} />,
  },
  {
    id: "token",
    header: t("Identifier"),
    width: 110,
    priority: 4,
    cell: ({ masked_token }) => <Identifier masked={masked_token} />,
  },
  {
    id: "place",
    header: t("Place"),
    width: 130,
    priority: 3,
    cell: ({ place, country }) => (
      <bdi>{[place, country].filter((one) => one !== null).join(", ") || "–"}</bdi>
    ),
  },
  {
    id: "energy",
    header: t("Energy"),
    width: 100,
    priority: 2,
    align: "end",
    cell: ({ energy_kwh }) =>
      energy_kwh === null ? "–" : <Energy wh={Number(energy_kwh) * WATT_HOURS} />,
  },
  {
    id: "total",
    header: t("Total"),
    width: 100,
    priority: 3,
    align: "end",
    cell: ({ total, currency }) =>
      total === null || currency === null ? "–" : <Money amount={total} currency={currency} />,
  },
  {
    id: "received_at",
    header: t("Told"),
    sort: "received_at",
    width: 130,
    priority: 2,
    cell: ({ received_at }) => <Age at={received_at} />,
  },
];
