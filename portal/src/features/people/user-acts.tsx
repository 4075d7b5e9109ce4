import { Button, Group } from "@mantine/core";
import { IconBan, IconMailForward } from "@tabler/icons-react";

import { api } from "@/api/client";
import type { Schemas } from "@/api/types";
import { ChangeLink, RemoveButton } from "@/components/acts";
import { confirmAct } from "@/components/confirm";
import { tellDone, tellProblem } from "@/components/toasts";
import { useRenew } from "@/features/people/renew";
import { useGo } from "@/lib/going";
import { t } from "@/lib/words";

type User = Schemas["User"];

interface Props {
  user: User;
  /** Called with a link that invites them, to be shown this once. */
  onInvited: (link: Schemas["InvitationLink"]) => void;
}

/** What can be done with a user: invite, change, suspend, remove. */
export function UserActs({ user, onInvited }: Props) {
  const renew = useRenew();
  const go = useGo();
  const params = { path: { user_id: user.id } };
  const called = user.name.slice(0, 100);
  const invite = async () => {
    try {
      const { data } = await api.POST("/api/v1/users/{user_id}/invitation", { params });
      if (data !== undefined) onInvited(data);
    } catch (error) {
      tellProblem(t("They were not invited"), error);
    }
  };
  const become = async (status: User["status"]) => {
    const body = { status, version: user.version };
    await api.PATCH("/api/v1/users/{user_id}", { params, body });
    tellDone(status === "active" ? t("They may go on") : t("They were suspended"));
    await renew();
  };
  const remove = async () => {
    await api.DELETE("/api/v1/users/{user_id}", { params });
    tellDone(t("The user was removed"));
    await go("users");
    await renew();
  };
  const suspend = () =>
    confirmAct({
      title: t("Suspend {{name}}?", { name: called }),
      consequence: t(
        "From now on they may do nothing, and their API tokens serve no more. It can be undone.",
      ),
      label: t("Suspend"),
      run: () => become("suspended"),
    });
  const bringBack = () =>
    confirmAct({
      title: t("Let {{name}} go on?", { name: called }),
      consequence: t(
        "They may do again what is permitted to them, and their API tokens serve again.",
      ),
      label: t("Let them go on"),
      run: () => become("active"),
    });
  const askToRemove = () =>
    confirmAct({
      title: t("Remove {{name}}?", { name: called }),
      consequence: t(
        "They belong to this tenant no more, and their API tokens are revoked. What they did stays recorded. This cannot be undone.",
      ),
      label: t("Remove the user"),
      dangerous: true,
      run: remove,
    });
  return (
    <Group gap="xs">
      {user.account_id === null && user.email !== null && (
        <Button
          leftSection={<IconMailForward size={14} aria-hidden />}
          onClick={() => void invite()}
        >
          {t("Invite")}
        </Button>
      )}
      <ChangeLink to={`users/${user.id}/edit`} />
      <Button
        variant="default"
        leftSection={<IconBan size={14} aria-hidden />}
        onClick={user.status === "active" ? suspend : bringBack}
      >
        {user.status === "active" ? t("Suspend …") : t("Let them go on …")}
      </Button>
      <RemoveButton onClick={askToRemove} />
    </Group>
  );
}
