import type { Schemas } from "@/api/types";
import { Age } from "@/components/age";
import type { Column } from "@/components/list/columns";
import { Energy, Identifier, Money } from "@/components/quantities";
import { TenantLink } from "@/components/tenant-link";
import { CdrState } from "@/features/cdrs/cdr-state";
import { exact, short } from "@/lib/time";
import { t } from "@/lib/words";

type Row = Schemas["CdrRow"];

const WATT_HOURS = 1000;

/** What is due by a CDR: with taxes where these are known. */
function due({ due_incl, due_excl, currency }: Row) {
  const amount = due_incl ?? due_excl;
  return amount === null ? "–" : <Money amount={amount} currency={currency} />;
}

/** The columns of CDRs. */
export const columns: readonly Column<Row>[] = [
  {
    id: "ended_at",
    header: t("Session ended"),
    sort: "ended_at",
    width: 130,
    priority: 1,
    cell: ({ id, ended_at }) => (
      <TenantLink to={`cdrs/${id}`} title={exact(ended_at)}>
        {short(ended_at)}
      </TenantLink>
    ),
  },
  {
    id: "state",
    header: t("Status"),
    width: 100,
    priority: 1,
    cell: (row) => <CdrState {...row} />,
  },
  {
    id: "location",
    header: t("Location"),
    width: 170,
    priority: 2,
    cell: ({ location_id, location_name }) => (
      <TenantLink to={`locations/${location_id}`} title={location_name}>
        <bdi>{location_name}</bdi>
      </TenantLink>
    ),
  },
  {
    id: "identifier",
    header: t("Identifier"),
    width: 120,
    priority: 3,
    cell: ({ masked_identifier }) => <Identifier masked={masked_identifier} />,
  },
  {
    id: "energy",
    header: t("Energy"),
    width: 100,
    priority: 2,
    align: "end",
    cell: ({ energy_kwh }) => <Energy wh={Number(energy_kwh) * WATT_HOURS} />,
  },
  {
    id: "due",
    header: t("Due"),
    width: 110,
    priority: 1,
    align: "end",
    cell: due,
  },
  {
    id: "made_at",
    header: t("Made"),
    sort: "made_at",
    width: 130,
    priority: 3,
    cell: ({ made_at }) => <Age at={made_at} />,
  },
  {
    id: "session",
    header: t("Session"),
    width: 110,
    priority: 4,
    optional: true,
    cell: ({ session_id }) =>
      session_id === null ? (
        t("a reservation")
      ) : (
        <TenantLink to={`sessions/${session_id}`}>{t("the session")}</TenantLink>
      ),
  },
];
