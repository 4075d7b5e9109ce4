import { Code, Group, Text } from "@mantine/core";
import { useParams } from "@tanstack/react-router";

import { api, rest } from "@/api/client";
import type { Schemas } from "@/api/types";
import { ChangeLink, RemoveButton } from "@/components/acts";
import { Age } from "@/components/age";
import { confirmAct } from "@/components/confirm";
import { Facts, Section } from "@/components/detail";
import { Page } from "@/components/page";
import { ReadPage } from "@/components/read-page";
import { Status } from "@/components/status";
import { TenantLink } from "@/components/tenant-link";
import { tellDone } from "@/components/toasts";
import { DepartmentPermissions } from "@/features/people/department-permissions";
import { useRenew } from "@/features/people/renew";
import { useGo } from "@/lib/going";
import { useMay } from "@/lib/me";
import { t, told } from "@/lib/words";

type Department = Schemas["Department"];

/** One department: who belongs to it, and what it permits them. */
export function DepartmentPage() {
  const { department: id = "" } = useParams({ strict: false });
  const department = rest.useQuery("get", "/api/v1/departments/{department_id}", {
    params: { path: { department_id: id } },
  });
  return (
    <ReadPage query={department} title={t("Department")}>
      {(department) => <Told key={id} department={department} />}
    </ReadPage>
  );
}

function Told({ department }: { department: Department }) {
  const maySeeUsers = useMay("users.read");
  const mayChoose = useMay("permissions.read");
  const mayEdit = useMay("departments.edit");
  const many = t("{{count}} users", { count: department.users });
  return (
    <Page
      title={told(department.name, "department")}
      beside={department.seed !== null && <Status tone="quiet">{t("from the start")}</Status>}
      actions={mayEdit && <Acts department={department} />}
    >
      {department.description !== "" && (
        <Text className="wrap">
          <bdi>{told(department.description, "department")}</bdi>
        </Text>
      )}
      <Facts
        facts={[
          [
            t("Belong to it"),
            maySeeUsers ? (
              <TenantLink key="users" to="users" search={{ department_id: department.id }}>
                {many}
              </TenantLink>
            ) : (
              many
            ),
          ],
          [t("Added"), <Age key="added" at={department.created_at} />],
        ]}
      />
      <Section title={t("What it permits")}>
        {mayEdit && mayChoose ? (
          <DepartmentPermissions key={department.version} department={department} />
        ) : (
          <Chosen department={department} />
        )}
      </Section>
    </Page>
  );
}

function Chosen({ department }: { department: Department }) {
  const { allows, denies } = department;
  return (
    <>
      <Group gap={4}>
        {allows.length === 0 && <Text c="dimmed">{t("Nothing.")}</Text>}
        {allows.map((action) => (
          <Code key={action}>{action}</Code>
        ))}
      </Group>
      {denies.length > 0 && (
        <Text>{t("But not: {{actions}}.", { actions: denies.join(", ") })}</Text>
      )}
    </>
  );
}

function Acts({ department }: { department: Department }) {
  const go = useGo();
  const renew = useRenew();
  const remove = async () => {
    await api.DELETE("/api/v1/departments/{department_id}", {
      params: { path: { department_id: department.id } },
    });
    tellDone(t("The department was removed"));
    await go("departments");
    await renew();
  };
  const ask = () =>
    confirmAct({
      title: t("Remove {{name}}?", {
        name: told(department.name, "department").slice(0, 100),
      }),
      consequence: t(
        "A department to which somebody belongs is not removed. This cannot be undone.",
      ),
      label: t("Remove the department"),
      dangerous: true,
      run: remove,
    });
  return (
    <Group gap="xs">
      <ChangeLink to={`departments/${department.id}/edit`} />
      {department.seed === null && <RemoveButton onClick={ask} />}
    </Group>
  );
}
