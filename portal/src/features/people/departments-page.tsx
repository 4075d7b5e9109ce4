import { IconPlus } from "@tabler/icons-react";

import { rest } from "@/api/client";
import type { Schemas } from "@/api/types";
import { BriefTable } from "@/components/brief-table";
import { ButtonLink } from "@/components/button-link";
import type { Column } from "@/components/list/columns";
import { Page } from "@/components/page";
import { Status } from "@/components/status";
import { TenantLink } from "@/components/tenant-link";
import { EVERYTHING } from "@/features/people/people-words";
import { useMay } from "@/lib/me";
import { count } from "@/lib/quantities";
import { t, told } from "@/lib/words";

type Department = Schemas["Department"];

const columns: readonly Column<Department>[] = [
  {
    id: "name",
    header: t("Department"),
    width: 160,
    priority: 1,
    cell: (one) => (
      <TenantLink to={`departments/${one.id}`}>
        <bdi>{told(one.name, "department")}</bdi>
      </TenantLink>
    ),
  },
  {
    id: "users",
    header: t("Users"),
    width: 80,
    priority: 1,
    align: "end",
    cell: (one) => (
      <TenantLink to="users" search={{ department_id: one.id }}>
        {count(one.users)}
      </TenantLink>
    ),
  },
  {
    id: "allows",
    header: t("Permits"),
    width: 140,
    priority: 2,
    cell: (one) =>
      one.allows.includes(EVERYTHING)
        ? t("everything")
        : t("{{count}} things", { count: one.allows.length }),
  },
  {
    id: "seed",
    header: t("From the start"),
    width: 130,
    priority: 4,
    cell: (one) => one.seed !== null && <Status tone="quiet">{t("from the start")}</Status>,
  },
  {
    id: "description",
    header: t("Description"),
    width: 260,
    priority: 3,
    cell: (one) => <Description text={told(one.description, "department")} />,
  },
];

function Description({ text }: { text: string }) {
  return <bdi title={text}>{text}</bdi>;
}

/** The departments: bundles of permissions that people are put into. */
export function DepartmentsPage() {
  const departments = rest.useQuery("get", "/api/v1/departments", undefined, {
    select: (items) => ({ items }),
  });
  return (
    <Page
      title={t("Departments")}
      actions={
        useMay("departments.edit") && (
          <ButtonLink to="departments/new" leftSection={<IconPlus size={14} aria-hidden />}>
            {t("Add a department")}
          </ButtonLink>
        )
      }
    >
      <BriefTable
        label={t("Departments")}
        query={departments}
        columns={columns}
        empty={t("None. A department is a bundle of permissions that people are put into.")}
      />
    </Page>
  );
}
