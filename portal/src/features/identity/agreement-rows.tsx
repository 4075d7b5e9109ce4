import { rest } from "@/api/client";
import type { Schemas } from "@/api/types";
import { Age } from "@/components/age";
import { BriefTable } from "@/components/brief-table";
import type { Column } from "@/components/list/columns";
import { Identifier } from "@/components/quantities";
import { TenantLink } from "@/components/tenant-link";
import { FitsOcpp16, IdentifierStatus, Validity } from "@/features/identity/identity-state";
import { types } from "@/features/identity/identity-words";
import { decisionColumns } from "@/features/identity/vehicle-rows";
import { t } from "@/lib/words";

const SHOWN = 20;

interface Props {
  /** Of the agreement. */
  id: string;
}

/** The columns of what an agreement knows: masks, never values. */
export const entryColumns: readonly Column<Schemas["AgreementIdentifier"]>[] = [
  {
    id: "masked",
    header: t("Identifier"),
    width: 150,
    priority: 1,
    cell: ({ masked }) => <Identifier masked={masked} />,
  },
  { id: "type", header: t("Type"), width: 160, priority: 2, cell: ({ type }) => types[type] },
  {
    id: "status",
    header: t("Status"),
    width: 100,
    priority: 1,
    cell: ({ status }) => <IdentifierStatus status={status} />,
  },
  {
    id: "validity",
    header: t("Validity"),
    width: 150,
    priority: 2,
    cell: (entry) => <Validity identifier={entry} />,
  },
  {
    id: "fits_ocpp16",
    header: t("Fits OCPP 1.6"),
    width: 150,
    priority: 3,
    cell: ({ fits_ocpp16: fits }) => <FitsOcpp16 fits={fits} />,
  },
  {
    id: "updated_at",
    header: t("Changed"),
    width: 120,
    priority: 3,
    cell: ({ updated_at: at }) => <Age at={at} />,
  },
];

/** What an agreement knows, the newest first. */
export function AgreementIdentifiers({ id }: Props) {
  const query = rest.useQuery("get", "/api/v1/agreements/{agreement_id}/identifiers", {
    params: { path: { agreement_id: id }, query: { limit: SHOWN } },
  });
  return (
    <BriefTable
      label={t("Identifiers of the agreement")}
      query={query}
      columns={entryColumns}
      empty={t("It knows nobody yet: let the partner's system feed it, or bring in a file.")}
      more={
        <TenantLink to={`agreements/${id}/identifiers`}>
          {t("All identifiers of this agreement")}
        </TenantLink>
      }
    />
  );
}

/** How those whom an agreement judged were answered, the newest first. */
export function AgreementDecisions({ id }: Props) {
  const query = rest.useQuery("get", "/api/v1/access/decisions", {
    params: { query: { agreement_id: id, limit: SHOWN } },
  });
  return (
    <BriefTable
      label={t("Decisions by the agreement")}
      query={query}
      columns={decisionColumns}
      empty={t("None of its drivers has asked to charge yet.")}
      more={
        <TenantLink to="decisions" search={{ agreement_id: id }}>
          {t("All decisions by this agreement")}
        </TenantLink>
      }
    />
  );
}
