import { Button, PasswordInput, Stack } from "@mantine/core";
import { type SubmitEvent, useState } from "react";

import { api } from "@/api/client";
import { Problem } from "@/api/problem";
import type { Schemas } from "@/api/types";
import { Refusal, useSecondsLeft } from "@/features/people/refusal";
import type { Me } from "@/lib/me";
import { t } from "@/lib/words";

interface Props {
  invitation: Schemas["Invitation"];
  token: string;
  onDone: (me: Me) => Promise<void>;
  /** Called where the account that is there asks for a code. */
  onChallenge: (challenge: string) => void;
}

/** Ask for a new password, or for that of the account which is there already. */
export function InvitationForm({ invitation, token, onDone, onChallenge }: Props) {
  const [password, setPassword] = useState("");
  const [failure, setFailure] = useState<Problem | null>(null);
  const [busy, setBusy] = useState(false);
  const wait = useSecondsLeft(failure);
  const known = invitation.has_account;
  const said = failure?.fields.find(({ field }) => field === "password")?.message;
  const submit = async (event: SubmitEvent) => {
    event.preventDefault();
    setBusy(true);
    setFailure(null);
    try {
      const { data } = await api.POST("/api/v1/invitation", { body: { token, password } });
      const answer = data as Me | Schemas["SecondStepView"];
      if ("challenge" in answer) onChallenge(answer.challenge);
      else await onDone(answer);
    } catch (error) {
      setFailure(Problem.from(error));
    } finally {
      setBusy(false);
    }
  };
  return (
    <form onSubmit={(event) => void submit(event)} aria-label={t("Accept the invitation")}>
      <Stack gap="sm">
        {said === undefined && <Refusal failure={failure} wait={wait} />}
        <input
          type="email"
          name="email"
          autoComplete="username"
          value={invitation.email}
          readOnly
          hidden
        />
        <PasswordInput
          label={known ? t("Your password") : t("New password")}
          description={
            known
              ? t("That of the account which you have here already.")
              : t("12 to 128 characters. A few words in a row are good.")
          }
          autoComplete={known ? "current-password" : "new-password"}
          required
          maxLength={1000}
          size="md"
          error={said}
          value={password}
          onChange={(event) => setPassword(event.currentTarget.value)}
        />
        <Button type="submit" size="md" loading={busy} disabled={wait > 0}>
          {known ? t("Join") : t("Make the account")}
        </Button>
      </Stack>
    </form>
  );
}
