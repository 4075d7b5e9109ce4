import { Button, Group, Stack, Text } from "@mantine/core";
import { IconPlus } from "@tabler/icons-react";

import { api, rest } from "@/api/client";
import type { Schemas } from "@/api/types";
import { Age } from "@/components/age";
import { ButtonLink } from "@/components/button-link";
import { confirmAct } from "@/components/confirm";
import { Section } from "@/components/detail";
import { Answered, Loading } from "@/components/states";
import { Status } from "@/components/status";
import { tellDone } from "@/components/toasts";
import { PartText } from "@/features/people/part-text";
import { EVERYTHING } from "@/features/people/people-words";
import { useRenew } from "@/features/people/renew";
import classes from "@/features/people/sign-ins.module.css";
import { useMay } from "@/lib/me";
import { t } from "@/lib/words";

type Grant = Schemas["UserGrant"];

/** What a user is allowed and denied by itself, besides their departments, and why. */
export function UserGrants({ user }: { user: Schemas["User"] }) {
  const mayAssign = useMay("permissions.assign");
  const mayChoose = useMay("permissions.read");
  const grants = rest.useQuery("get", "/api/v1/users/{user_id}/grants", {
    params: { path: { user_id: user.id } },
  });
  return (
    <Section
      title={t("Single permissions")}
      actions={
        mayAssign &&
        mayChoose && (
          <ButtonLink
            to={`users/${user.id}/permissions`}
            variant="default"
            leftSection={<IconPlus size={14} aria-hidden />}
          >
            {t("Allow or deny a thing")}
          </ButtonLink>
        )
      }
    >
      <Answered query={grants} loading={<Loading rows={2} />}>
        {(rows) =>
          rows.length === 0 ? (
            <Text c="dimmed">
              {t(
                "None. Here stands what is allowed or denied to them alone; a denial wins over whatever allows a thing.",
              )}
            </Text>
          ) : (
            <ul className={classes.list}>
              {rows.map((grant) => (
                <li key={grant.id} className={classes.row}>
                  <GrantFacts grant={grant} />
                  {mayAssign && <TakeBack userId={user.id} grant={grant} />}
                </li>
              ))}
            </ul>
          )
        }
      </Answered>
    </Section>
  );
}

function GrantFacts({ grant }: { grant: Grant }) {
  const denied = grant.effect === "deny";
  return (
    <Stack gap={0} miw={0}>
      <Group gap="xs">
        <Status tone={denied ? "warn" : "good"}>{denied ? t("denied") : t("allowed")}</Status>
        <Text component="div" className="wrap">
          <b>{grant.action === EVERYTHING ? t("everything") : grant.action}</b>{" "}
          <PartText part={grant.part} />
        </Text>
      </Group>
      <Text size="sm" c="dimmed" className="wrap">
        <bdi>{grant.reason}</bdi> · <bdi>{grant.created_by}</bdi>, <Age at={grant.created_at} />
      </Text>
    </Stack>
  );
}

function TakeBack({ userId, grant }: { userId: string; grant: Grant }) {
  const renew = useRenew();
  const takeBack = async () => {
    await api.DELETE("/api/v1/users/{user_id}/grants/{grant_id}", {
      params: { path: { user_id: userId, grant_id: grant.id } },
    });
    tellDone(t("It was taken back"));
    await renew();
  };
  return (
    <Button
      variant="default"
      onClick={() =>
        confirmAct({
          title: t("Take this back?"),
          consequence: t("From now on what their departments say holds. It can be said again."),
          label: t("Take back"),
          run: takeBack,
        })
      }
    >
      {t("Take back …")}
    </Button>
  );
}
