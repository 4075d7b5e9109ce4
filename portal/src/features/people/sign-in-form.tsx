import { Button, PasswordInput, Stack, TextInput } from "@mantine/core";
import { type SubmitEvent, useState } from "react";

import { api } from "@/api/client";
import { Problem } from "@/api/problem";
import type { Schemas } from "@/api/types";
import { Refusal, useSecondsLeft } from "@/features/people/refusal";
import { t } from "@/lib/words";

interface Props {
  /** Whose sign-in it must be; without it, anybody's. */
  email?: string | undefined;
  /** Called with who is signed in, or with what they are asked besides. */
  onAnswer: (answer: Schemas["Me"] | Schemas["SecondStepView"]) => void;
}

/** Ask for e-mail address and password. */
export function SignInForm({ email: known, onAnswer }: Props) {
  const [email, setEmail] = useState(known ?? "");
  const [password, setPassword] = useState("");
  const [failure, setFailure] = useState<Problem | null>(null);
  const [busy, setBusy] = useState(false);
  const wait = useSecondsLeft(failure);
  const submit = async (event: SubmitEvent) => {
    event.preventDefault();
    setBusy(true);
    setFailure(null);
    try {
      const { data } = await api.POST("/api/v1/sign-in", { body: { email, password } });
      if (data !== undefined) onAnswer(data);
    } catch (error) {
      setFailure(Problem.from(error));
      setPassword("");
    } finally {
      setBusy(false);
    }
  };
  return (
    <form onSubmit={(event) => void submit(event)} aria-label={t("Sign in")}>
      <Stack gap="sm">
        <Refusal failure={failure} wait={wait} />
        <TextInput
          label={t("E-mail address")}
          type="email"
          name="email"
          autoComplete="username"
          required
          withAsterisk={false}
          maxLength={254}
          size="md"
          readOnly={known !== undefined}
          data-autofocus={known === undefined ? true : undefined}
          value={email}
          onChange={(event) => setEmail(event.currentTarget.value)}
        />
        <PasswordInput
          label={t("Password")}
          name="password"
          autoComplete="current-password"
          required
          withAsterisk={false}
          maxLength={1000}
          size="md"
          data-autofocus={known === undefined ? undefined : true}
          value={password}
          onChange={(event) => setPassword(event.currentTarget.value)}
        />
        <Button type="submit" size="md" loading={busy} disabled={wait > 0}>
          {t("Sign in")}
        </Button>
      </Stack>
    </form>
  );
}
