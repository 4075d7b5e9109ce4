import type { FilterOf, RowOf } from "@/api/types";
import { Age } from "@/components/age";
import type { Filter } from "@/components/list/address";
import type { Column } from "@/components/list/columns";
import { ListPage } from "@/components/list/list-page";
import { LocationName } from "@/components/names";
import { LocationPicker } from "@/components/pickers";
import { Empty } from "@/components/states";
import { TenantLink } from "@/components/tenant-link";
import { t } from "@/lib/words";

type Omission = RowOf<"/api/v1/cdrs/omissions">;

const reasons: Readonly<Record<Omission["reason"], readonly [word: string, explained: string]>> = {
  freevend: [t("it was freevend"), t("Anybody might charge there: nobody is billed.")],
  unidentified: [t("nobody was identified"), t("There is nobody who could be billed.")],
  no_tariff: [
    t("no tariff held"),
    t("Have a tariff hold there, so that the next ones are priced."),
  ],
  energy_unknown: [
    t("its energy is not known"),
    t("See the session: its meter said nothing that could be believed."),
  ],
  too_many_readings: [
    t("it had too many readings"),
    t("No price can be made of them all: have its charger tell its meter less often."),
  ],
};

const columns: readonly Column<Omission>[] = [
  {
    id: "at",
    header: t("Session ended"),
    sort: "at",
    width: 130,
    priority: 1,
    cell: ({ session_id, at }) => (
      <TenantLink to={`sessions/${session_id}`}>
        <Age at={at} />
      </TenantLink>
    ),
  },
  {
    id: "reason",
    header: t("Why"),
    width: 170,
    priority: 1,
    cell: ({ reason }) => reasons[reason][0],
  },
  {
    id: "explained",
    header: t("What it means"),
    width: 320,
    priority: 3,
    cell: ({ reason }) => <span title={reasons[reason][1]}>{reasons[reason][1]}</span>,
  },
  {
    id: "location",
    header: t("Location"),
    width: 160,
    priority: 2,
    cell: ({ location_id }) => <LocationName id={location_id} />,
  },
];

const filters: readonly Filter<FilterOf<"/api/v1/cdrs/omissions">>[] = [
  {
    name: "reason",
    label: t("Why"),
    kind: "choice",
    options: Object.entries(reasons).map(([value, [label]]) => ({ value, label })),
  },
  {
    name: "location_id",
    label: t("Location"),
    kind: "id",
    picker: LocationPicker,
    needs: "locations.read",
  },
];

/** Sessions that ended and are not billed, and why. */
export function OmissionsPage() {
  return (
    <ListPage
      title={t("Sessions without a CDR")}
      path="/api/v1/cdrs/omissions"
      columns={columns}
      filters={filters}
      csv={false}
      rowId={({ session_id }) => session_id}
      empty={
        <Empty title={t("None was left out")}>{t("Every session that ended has its CDR.")}</Empty>
      }
    />
  );
}
