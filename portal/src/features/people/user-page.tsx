import { useParams } from "@tanstack/react-router";
import { useState } from "react";

import { rest } from "@/api/client";
import type { Schemas } from "@/api/types";
import { Age } from "@/components/age";
import { Facts, Section } from "@/components/detail";
import { Page } from "@/components/page";
import { ReadPage } from "@/components/read-page";
import { ShownOnce } from "@/components/shown-once";
import { Explainer } from "@/features/people/explainer";
import { kinds } from "@/features/people/people-words";
import { UserActs } from "@/features/people/user-acts";
import { UserDepartments } from "@/features/people/user-departments";
import { UserGrants } from "@/features/people/user-grants";
import { UserPermissions } from "@/features/people/user-permissions";
import { UserStatus } from "@/features/people/user-status";
import { useMay } from "@/lib/me";
import { exact } from "@/lib/time";
import { t } from "@/lib/words";

/** One user: who they are, what they may do and where, and why. */
export function UserPage() {
  const { user: id = "" } = useParams({ strict: false });
  const user = rest.useQuery("get", "/api/v1/users/{user_id}", {
    params: { path: { user_id: id } },
  });
  return (
    <ReadPage query={user} title={t("User")}>
      {(user) => <Told key={id} user={user} />}
    </ReadPage>
  );
}

function Told({ user }: { user: Schemas["User"] }) {
  const [invited, setInvited] = useState<Schemas["InvitationLink"] | null>(null);
  const mayEdit = useMay("users.edit");
  const mayExplain = useMay("permissions.read");
  return (
    <Page
      title={user.name}
      beside={<UserStatus status={user.status} />}
      actions={mayEdit && <UserActs user={user} onInvited={setInvited} />}
    >
      {invited !== null && (
        <ShownOnce title={t("The invitation's link, shown this once")} value={invited.link}>
          {t(
            "Hand it to them: whoever opens it makes the account. It serves once, until {{end}}; another one ends it.",
            { end: exact(invited.expires_at) },
          )}
        </ShownOnce>
      )}
      <Facts
        facts={[
          [t("Kind"), kinds[user.kind]],
          [t("E-mail address"), user.email ?? "–"],
          [t("Telephone"), user.phone],
          [t("Came by"), user.acquisition_source && <bdi key="by">{user.acquisition_source}</bdi>],
          [t("Signs in"), user.account_id === null ? t("not yet") : t("yes")],
          [t("Added"), <Age key="added" at={user.created_at} />],
          [t("Changed"), <Age key="changed" at={user.updated_at} />],
        ]}
      />
      <UserDepartments user={user} />
      <UserGrants user={user} />
      {mayExplain && (
        <Section title={t("May they?")}>
          <Explainer user={user} />
        </Section>
      )}
      <Section title={t("What they may do")}>
        <UserPermissions user={user} />
      </Section>
    </Page>
  );
}
