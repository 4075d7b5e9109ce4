import { Anchor, Text } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { Link, useNavigate } from "@tanstack/react-router";
import { useState } from "react";

import { rest } from "@/api/client";
import { Problem } from "@/api/problem";
import type { Schemas } from "@/api/types";
import { Said } from "@/components/said";
import { Answered } from "@/components/states";
import { Entrance } from "@/features/people/entrance";
import { InvitationForm } from "@/features/people/invitation-form";
import { useLinkToken } from "@/features/people/link-token";
import { SecondStepForm } from "@/features/people/second-step-form";
import { addressIn } from "@/lib/addresses";
import { type Me, meIn, speakAs } from "@/lib/me";
import { wordsOf } from "@/lib/problem-words";
import { exact } from "@/lib/time";
import { t } from "@/lib/words";

/** Accept an invitation: who comes by its link makes their account, or joins with their own. */
export function InvitationPage() {
  const token = useLinkToken("invitation");
  return (
    <Entrance title={t("You are invited")}>
      {token === null || token === "" ? (
        <WayOn>
          {t("This needs the link that you were given, whole: with what follows its #.")}
        </WayOn>
      ) : (
        <Invited key={token} token={token} />
      )}
    </Entrance>
  );
}

function Invited({ token }: { token: string }) {
  const looked = rest.useQuery(
    "post",
    "/api/v1/invitation/look",
    { body: { token } },
    { gcTime: 0, retry: false, refetchOnWindowFocus: false },
  );
  if (looked.isError && Problem.from(looked.error).code === "invitation_not_serving") {
    return <WayOn>{wordsOf(Problem.from(looked.error))}</WayOn>;
  }
  return (
    <Answered query={looked}>
      {(invitation) => <Accepting invitation={invitation} token={token} />}
    </Answered>
  );
}

interface Props {
  invitation: Schemas["Invitation"];
  token: string;
}

function Accepting({ invitation, token }: Props) {
  const [challenge, setChallenge] = useState<string | null>(null);
  const queries = useQueryClient();
  const navigate = useNavigate();
  const enter = async (me: Me) => {
    speakAs(me);
    queries.clear();
    queries.setQueryData(meIn(me.tenant.slug).queryKey, me);
    await navigate({ to: addressIn(me.tenant, "overview"), replace: true });
  };
  if (challenge !== null) {
    return (
      <SecondStepForm
        challenge={challenge}
        onDone={(me) => void enter(me)}
        onBack={() => void navigate({ to: "/sign-in" })}
      />
    );
  }
  return (
    <>
      <Text className="wrap">
        <Said
          sentence="<name/>, you are invited to <tenant/> as <email/>."
          parts={{
            name: <bdi>{invitation.name}</bdi>,
            tenant: <bdi>{invitation.tenant_name}</bdi>,
            email: <b>{invitation.email}</b>,
          }}
        />
      </Text>
      <Text size="sm" c="dimmed">
        {t("The link serves once, until {{end}}.", { end: exact(invitation.expires_at) })}
      </Text>
      <InvitationForm
        invitation={invitation}
        token={token}
        onDone={enter}
        onChallenge={setChallenge}
      />
    </>
  );
}

function WayOn({ children }: { children: string }) {
  return (
    <>
      <Text>{children}</Text>
      <Anchor component={Link} to="/sign-in">
        {t("Sign in")}
      </Anchor>
    </>
  );
}
