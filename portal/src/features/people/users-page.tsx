import { IconPlus } from "@tabler/icons-react";

import type { FilterOf, Schemas } from "@/api/types";
import { Age } from "@/components/age";
import { ButtonLink } from "@/components/button-link";
import type { Filter } from "@/components/list/address";
import type { Column } from "@/components/list/columns";
import { ListPage } from "@/components/list/list-page";
import { Empty } from "@/components/states";
import { TenantLink } from "@/components/tenant-link";
import { DepartmentPicker } from "@/features/people/department-picker";
import { kinds, statuses } from "@/features/people/people-words";
import { UserStatus } from "@/features/people/user-status";
import { useMay } from "@/lib/me";
import { t, told } from "@/lib/words";

type User = Schemas["User"];

const columns: readonly Column<User>[] = [
  {
    id: "name",
    header: t("User"),
    width: 200,
    priority: 1,
    cell: (user) => (
      <TenantLink to={`users/${user.id}`} title={user.name}>
        <bdi>{user.name}</bdi>
      </TenantLink>
    ),
  },
  {
    id: "email",
    header: t("E-mail address"),
    width: 220,
    priority: 2,
    cell: (user) => user.email ?? "–",
  },
  { id: "kind", header: t("Kind"), width: 80, priority: 3, cell: (user) => kinds[user.kind] },
  {
    id: "departments",
    header: t("Departments"),
    width: 200,
    priority: 2,
    cell: (user) => (
      <bdi>{user.departments.map(({ name }) => told(name, "department")).join(", ") || "–"}</bdi>
    ),
  },
  {
    id: "status",
    header: t("Status"),
    width: 110,
    priority: 1,
    cell: (user) => <UserStatus status={user.status} />,
  },
  {
    id: "account",
    header: t("Signs in"),
    width: 90,
    priority: 3,
    cell: (user) => (user.account_id === null ? t("no") : t("yes")),
  },
  { id: "phone", header: t("Telephone"), optional: true, cell: (user) => user.phone ?? "–" },
  {
    id: "created_at",
    header: t("Added"),
    optional: true,
    cell: (user) => <Age at={user.created_at} />,
  },
];

const filters: readonly Filter<FilterOf<"/api/v1/users">>[] = [
  { name: "search", label: t("Search"), kind: "text", placeholder: t("Name or e-mail address") },
  {
    name: "kind",
    label: t("Kind"),
    kind: "choice",
    options: Object.entries(kinds).map(([value, label]) => ({ value, label })),
  },
  {
    name: "status",
    label: t("Status"),
    kind: "choice",
    options: Object.entries(statuses).map(([value, { label }]) => ({ value, label })),
  },
  {
    name: "department_id",
    label: t("Department"),
    kind: "id",
    picker: DepartmentPicker,
    needs: "departments.read",
  },
];

/** Everybody whom the tenant knows: who works for it, and who charges. */
export function UsersPage() {
  const add = useMay("users.edit") && (
    <ButtonLink to="users/new" leftSection={<IconPlus size={14} aria-hidden />}>
      {t("Add a user")}
    </ButtonLink>
  );
  return (
    <ListPage
      title={t("Users")}
      path="/api/v1/users"
      views="users"
      columns={columns}
      filters={filters}
      csv={useMay("users.export")}
      actions={add}
      empty={
        <Empty title={t("Nobody yet")} actions={add}>
          {t("Add whoever works for you, put them into a department, and invite them by a link.")}
        </Empty>
      }
    />
  );
}
