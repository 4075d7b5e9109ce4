import { Anchor, Button, Group, Stack, Text, TextInput } from "@mantine/core";
import { type SubmitEvent, useRef, useState } from "react";

import { api } from "@/api/client";
import { Problem } from "@/api/problem";
import { Refusal, useSecondsLeft } from "@/features/people/refusal";
import type { Me } from "@/lib/me";
import { t } from "@/lib/words";

interface Props {
  /** In answer to what the code is told. */
  challenge: string;
  onDone: (me: Me) => void;
  /** Called to ask for the password anew. */
  onBack: () => void;
}

/** Ask whose password was right for a code of their authenticator, or one for recovery. */
export function SecondStepForm({ challenge, onDone, onBack }: Props) {
  const [code, setCode] = useState("");
  const [failure, setFailure] = useState<Problem | null>(null);
  const [busy, setBusy] = useState(false);
  const field = useRef<HTMLInputElement>(null);
  const wait = useSecondsLeft(failure);
  const wrong = failure?.code === "code_wrong";
  const submit = async (event: SubmitEvent) => {
    event.preventDefault();
    setBusy(true);
    setFailure(null);
    try {
      const { data } = await api.POST("/api/v1/sign-in/second-step", { body: { challenge, code } });
      onDone(data as Me);
    } catch (error) {
      setFailure(Problem.from(error));
      setCode("");
      field.current?.focus();
    } finally {
      setBusy(false);
    }
  };
  return (
    <form onSubmit={(event) => void submit(event)} aria-label={t("Second step")}>
      <Stack gap="sm">
        {!wrong && <Refusal failure={failure} wait={wait} />}
        <Text size="sm">
          {t("The password is right. Now the code that your authenticator shows.")}
        </Text>
        <TextInput
          label={t("Code")}
          description={t("Six digits, or one of your recovery codes.")}
          name="code"
          autoComplete="one-time-code"
          spellCheck={false}
          required
          withAsterisk={false}
          maxLength={40}
          size="md"
          autoFocus
          ref={field}
          error={wrong && t("The code is wrong, was used, or is too old.")}
          value={code}
          onChange={(event) => setCode(event.currentTarget.value)}
        />
        <Button type="submit" size="md" loading={busy} disabled={wait > 0}>
          {t("Go on")}
        </Button>
        <Group justify="center">
          <Anchor component="button" type="button" size="sm" onClick={onBack}>
            {t("Back to the password")}
          </Anchor>
        </Group>
      </Stack>
    </form>
  );
}
