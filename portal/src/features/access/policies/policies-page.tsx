import { IconPlus } from "@tabler/icons-react";

import type { FilterOf, Schemas } from "@/api/types";
import { Age } from "@/components/age";
import { ButtonLink } from "@/components/button-link";
import type { Filter } from "@/components/list/address";
import type { Column } from "@/components/list/columns";
import { ListPage } from "@/components/list/list-page";
import { ModeState } from "@/components/mode-state";
import { Empty } from "@/components/states";
import { TenantLink } from "@/components/tenant-link";
import { windowTimes } from "@/components/week-editor/week-words";
import { useMay } from "@/lib/me";
import { count } from "@/lib/quantities";
import { t } from "@/lib/words";

type Policy = Schemas["AccessPolicy"];

const columns: readonly Column<Policy>[] = [
  {
    id: "name",
    header: t("Access policy"),
    width: 220,
    priority: 1,
    cell: ({ id, name }) => (
      <TenantLink to={`policies/${id}`} title={name ?? ""}>
        <bdi>{name}</bdi>
      </TenantLink>
    ),
  },
  {
    id: "default_mode",
    header: t("By default"),
    width: 150,
    priority: 1,
    cell: (policy) => <ModeState mode={policy.default_mode} />,
  },
  {
    id: "windows",
    header: t("Windows"),
    width: 320,
    priority: 2,
    cell: ({ windows }) => windows.map(windowTimes).join("; "),
  },
  {
    id: "stations",
    header: t("Stations"),
    width: 90,
    priority: 1,
    align: "end",
    cell: (policy) => count(policy.stations),
  },
  {
    id: "updated_at",
    header: t("Changed"),
    width: 120,
    priority: 3,
    cell: (policy) => <Age at={policy.updated_at} />,
  },
];

const filters: readonly Filter<FilterOf<"/api/v1/access/policies">>[] = [
  { name: "search", label: t("Search"), kind: "text", placeholder: t("A part of the name") },
];

/** The shared policies: when stations let anybody charge, and when only those who are known. */
export function PoliciesPage() {
  const mayEdit = useMay("access.policy.edit");
  const add = (
    <ButtonLink to="policies/new" leftSection={<IconPlus size={14} aria-hidden />}>
      {t("Add a policy")}
    </ButtonLink>
  );
  return (
    <ListPage
      title={t("Access policies")}
      path="/api/v1/access/policies"
      views="policies"
      columns={columns}
      filters={filters}
      csv={false}
      actions={mayEdit && add}
      empty={
        <Empty title={t("No policy yet")} actions={mayEdit && add}>
          {t(
            "A policy says at which hours of the week anybody may charge, and when only those who are known. One governs as many stations as it is given to.",
          )}
        </Empty>
      }
    />
  );
}
