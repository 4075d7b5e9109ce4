import { IconPlus } from "@tabler/icons-react";

import type { FilterOf, Schemas } from "@/api/types";
import { Age } from "@/components/age";
import { ButtonLink } from "@/components/button-link";
import type { Filter } from "@/components/list/address";
import type { Column } from "@/components/list/columns";
import { ListPage } from "@/components/list/list-page";
import { PlaceNames } from "@/components/place-names";
import { Empty } from "@/components/states";
import { TenantLink } from "@/components/tenant-link";
import { hoursOf } from "@/components/weekly-words";
import { AgreementState, AgreementValidity } from "@/features/identity/agreement-state";
import { useMay } from "@/lib/me";
import { count } from "@/lib/quantities";
import { t } from "@/lib/words";

const columns: readonly Column<Schemas["Agreement"]>[] = [
  {
    id: "name",
    header: t("Agreement"),
    sort: "name",
    width: 200,
    priority: 1,
    cell: (agreement) => (
      <TenantLink to={`agreements/${agreement.id}`} title={agreement.name}>
        <bdi>{agreement.name}</bdi>
      </TenantLink>
    ),
  },
  {
    id: "state",
    header: t("Status"),
    width: 110,
    priority: 1,
    cell: (agreement) => <AgreementState agreement={agreement} />,
  },
  {
    id: "identifiers",
    header: t("Identifiers"),
    width: 110,
    priority: 2,
    align: "end",
    cell: (agreement) => count(agreement.identifiers),
  },
  {
    id: "last_fed_at",
    header: t("Last fed"),
    sort: "last_fed_at",
    width: 130,
    priority: 1,
    cell: (agreement) => <Age at={agreement.last_fed_at} never={t("never")} />,
  },
  {
    id: "where",
    header: t("Where"),
    width: 180,
    priority: 2,
    cell: (agreement) => <PlaceNames {...agreement} />,
  },
  {
    id: "when",
    header: t("Hours"),
    width: 180,
    priority: 3,
    cell: (agreement) => hoursOf(agreement.windows),
  },
  {
    id: "valid_until",
    header: t("Validity"),
    sort: "valid_until",
    width: 140,
    priority: 3,
    cell: (agreement) => <AgreementValidity agreement={agreement} />,
  },
];

const filters: readonly Filter<FilterOf<"/api/v1/agreements">>[] = [
  { name: "search", label: t("Search"), kind: "text", placeholder: t("A part of the name") },
];

/** The agreements with partners, in the order in which decisions ask them. */
export function AgreementsPage() {
  const mayEdit = useMay("agreements.edit");
  const add = (
    <ButtonLink to="agreements/new" leftSection={<IconPlus size={14} aria-hidden />}>
      {t("Make an agreement")}
    </ButtonLink>
  );
  return (
    <ListPage
      title={t("Agreements")}
      path="/api/v1/agreements"
      views="agreements"
      columns={columns}
      filters={filters}
      actions={mayEdit && add}
      empty={
        <Empty title={t("No agreement yet")} actions={mayEdit && add}>
          {t(
            "An agreement lets a partner's drivers charge: where, when, and for how long. The partner tells which identifiers they have.",
          )}
        </Empty>
      }
    />
  );
}
