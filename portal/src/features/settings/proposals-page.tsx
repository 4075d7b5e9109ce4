import type { FilterOf, Schemas } from "@/api/types";
import { Age } from "@/components/age";
import { ButtonLink } from "@/components/button-link";
import type { Filter } from "@/components/list/address";
import type { Column } from "@/components/list/columns";
import { ListPage } from "@/components/list/list-page";
import { Empty } from "@/components/states";
import { Status } from "@/components/status";
import { TenantLink } from "@/components/tenant-link";
import { ProposalActs } from "@/features/settings/proposal-acts";
import { ProposedChange } from "@/features/settings/proposed-change";
import { statuses } from "@/features/settings/proposal-words";
import { whoOf } from "@/features/settings/setting-words";
import { t } from "@/lib/words";

type Proposal = Schemas["Proposal"];

const columns: readonly Column<Proposal>[] = [
  {
    id: "key",
    header: t("Setting"),
    width: 160,
    priority: 1,
    cell: ({ key }) => <TenantLink to={`settings/${key}`}>{key}</TenantLink>,
  },
  {
    id: "change",
    header: t("From and to"),
    width: 140,
    priority: 1,
    cell: (proposal) => <ProposedChange proposal={proposal} />,
  },
  {
    id: "status",
    header: t("Status"),
    width: 110,
    priority: 1,
    cell: ({ status }) => <Status tone={statuses[status].tone}>{statuses[status].label}</Status>,
  },
  {
    id: "by",
    header: t("Proposed by"),
    width: 120,
    priority: 2,
    cell: ({ proposed_by }) => <bdi>{whoOf(proposed_by)}</bdi>,
  },
  {
    id: "reason",
    header: t("Reason"),
    width: 150,
    priority: 2,
    cell: ({ reason }) => <bdi title={reason ?? ""}>{reason ?? "–"}</bdi>,
  },
  {
    id: "at",
    header: t("When"),
    width: 110,
    priority: 3,
    cell: ({ proposed_at }) => <Age at={proposed_at} />,
  },
  {
    id: "decided",
    header: t("Decided by"),
    width: 120,
    priority: 3,
    cell: ({ decided_by, decision_reason }) =>
      decided_by === null ? "–" : <bdi title={decision_reason ?? ""}>{whoOf(decided_by)}</bdi>,
  },
  {
    id: "acts",
    header: t("Decide"),
    width: 210,
    priority: 1,
    cell: (proposal) => <ProposalActs proposal={proposal} />,
  },
];

const filters: readonly Filter<FilterOf<"/api/v1/settings/proposals">>[] = [
  {
    name: "status",
    label: t("Status"),
    kind: "choice",
    options: Object.entries(statuses).map(([value, { label }]) => ({ value, label })),
  },
  { name: "key", label: t("Setting"), kind: "hidden" },
];

/** Changes of dangerous settings: one person proposes them, another approves or declines. */
export function ProposalsPage() {
  return (
    <ListPage
      title={t("Proposed changes")}
      path="/api/v1/settings/proposals"
      columns={columns}
      filters={filters}
      csv={false}
      actions={
        <ButtonLink to="settings" variant="default">
          {t("Settings")}
        </ButtonLink>
      }
      empty={
        <Empty title={t("Nothing is proposed")}>
          {t(
            "Who changes a setting that is marked “two persons” proposes the change. It appears here until somebody else approves or declines it.",
          )}
        </Empty>
      }
    />
  );
}
