import { Button, Group, Stack, Text } from "@mantine/core";
import { IconPlus } from "@tabler/icons-react";

import { api } from "@/api/client";
import type { Schemas } from "@/api/types";
import { ButtonLink } from "@/components/button-link";
import { confirmAct } from "@/components/confirm";
import { Section } from "@/components/detail";
import { TenantLink } from "@/components/tenant-link";
import { tellDone } from "@/components/toasts";
import { PartText } from "@/features/people/part-text";
import { useRenew } from "@/features/people/renew";
import classes from "@/features/people/sign-ins.module.css";
import { useMay } from "@/lib/me";
import { t, told } from "@/lib/words";

interface Props {
  user: Schemas["User"];
}

/** The departments that a user belongs to, and where these hold for them. */
export function UserDepartments({ user }: Props) {
  const mayAssign = useMay("permissions.assign");
  const mayList = useMay("departments.read");
  return (
    <Section
      title={t("Departments")}
      actions={
        mayAssign &&
        mayList && (
          <ButtonLink
            to={`users/${user.id}/departments`}
            variant="default"
            leftSection={<IconPlus size={14} aria-hidden />}
          >
            {t("Put into a department")}
          </ButtonLink>
        )
      }
    >
      {user.departments.length === 0 ? (
        <Text c="dimmed">
          {t(
            "They belong to none. A department is a bundle of permissions, as for support or finance.",
          )}
        </Text>
      ) : (
        <ul className={classes.list}>
          {user.departments.map((one) => (
            <li key={one.assignment_id} className={classes.row}>
              <Stack gap={0} miw={0}>
                <TenantLink to={`departments/${one.department_id}`}>
                  <bdi>{told(one.name, "department")}</bdi>
                </TenantLink>
                <Text size="sm" c="dimmed" component="div">
                  <PartText part={one.part} />
                </Text>
              </Stack>
              {mayAssign && <Acts user={user} department={one} />}
            </li>
          ))}
        </ul>
      )}
    </Section>
  );
}

function Acts({ user, department }: Props & { department: Schemas["UserDepartment"] }) {
  const renew = useRenew();
  const takeOut = async () => {
    await api.DELETE("/api/v1/users/{user_id}/departments/{department_id}", {
      params: { path: { user_id: user.id, department_id: department.department_id } },
    });
    tellDone(t("They were taken out of the department"));
    await renew();
  };
  return (
    <Group gap="xs">
      <ButtonLink
        to={`users/${user.id}/departments`}
        search={{ department: department.department_id }}
        variant="default"
      >
        {t("Where …")}
      </ButtonLink>
      <Button
        variant="default"
        onClick={() =>
          confirmAct({
            title: t("Take them out of this department?"),
            consequence: t("What it permits they may do no more, from now on. It can be undone."),
            label: t("Take out"),
            run: takeOut,
          })
        }
      >
        {t("Take out …")}
      </Button>
    </Group>
  );
}
