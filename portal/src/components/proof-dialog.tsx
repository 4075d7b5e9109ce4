import { Button, Modal, PasswordInput, Stack, Text, TextInput } from "@mantine/core";
import { IconFingerprint } from "@tabler/icons-react";
import { type SubmitEvent, useEffect, useRef, useState } from "react";

import { api, onProofNeeded, rest } from "@/api/client";
import { Problem } from "@/api/problem";
import { ProblemAlert } from "@/components/states";
import { knowsPasskeys, turnedAway, answerByPasskey, whyNot } from "@/lib/passkeys";
import { t } from "@/lib/words";

/**
 * Ask somebody whose sign-in is too old for what they do to prove again who they are; then it is
 * done. What they typed stays behind it.
 */
export function ProofDialog({ email }: { email: string }) {
  const [asked, setAsked] = useState(0);
  const [open, setOpen] = useState(false);
  const settle = useRef<(proved: boolean) => void>(() => undefined);
  useEffect(
    () =>
      onProofNeeded(
        () =>
          new Promise<boolean>((resolve) => {
            settle.current = resolve;
            setAsked((times) => times + 1);
            setOpen(true);
          }),
      ),
    [],
  );
  const end = (proved: boolean) => {
    setOpen(false);
    settle.current(proved);
  };
  return (
    <Modal
      opened={open}
      onClose={() => end(false)}
      title={t("Prove that it is you")}
      zIndex={350}
      closeButtonProps={{ "aria-label": t("Close") }}
    >
      <Proving key={asked} email={email} onProved={() => end(true)} />
    </Modal>
  );
}

function Proving({ email, onProved }: { email: string; onProved: () => void }) {
  const factors = rest.useQuery("get", "/api/v1/me/factors");
  const [password, setPassword] = useState("");
  const [code, setCode] = useState("");
  const [failure, setFailure] = useState<Problem | null>(null);
  const [busy, setBusy] = useState(false);
  const asksForCode = factors.data?.authenticator === true;
  const prove = async (act: () => Promise<unknown>) => {
    setBusy(true);
    setFailure(null);
    try {
      await act();
      onProved();
    } catch (error) {
      if (!turnedAway(error)) setFailure(Problem.from(whyNot(error)));
    } finally {
      setBusy(false);
    }
  };
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    event.stopPropagation();
    const body = { password, ...(asksForCode && { code }) };
    void prove(() => api.POST("/api/v1/me/proof", { body }));
  };
  const wrong = (what: string, said: string) => failure?.code === what && said;
  const elsewhere = failure !== null && !["password_wrong", "code_wrong"].includes(failure.code);
  return (
    <form onSubmit={submit} aria-label={t("Prove that it is you")}>
      <Stack gap="sm">
        <Text size="sm">
          {t(
            "What you do here matters, and you signed in a while ago. This serves for a quarter of an hour.",
          )}
        </Text>
        {elsewhere && <ProblemAlert error={failure} title={t("It was not proved")} />}
        <input type="email" name="email" autoComplete="username" value={email} readOnly hidden />
        <PasswordInput
          label={t("Password")}
          autoComplete="current-password"
          required
          withAsterisk={false}
          maxLength={1000}
          data-autofocus
          error={wrong("password_wrong", t("This is not your password."))}
          value={password}
          onChange={(event) => setPassword(event.currentTarget.value)}
        />
        {asksForCode && (
          <TextInput
            label={t("Code")}
            description={t("Of your authenticator, or one of your recovery codes.")}
            autoComplete="one-time-code"
            spellCheck={false}
            required
            withAsterisk={false}
            maxLength={40}
            error={wrong("code_wrong", t("The code is wrong, was used, or is too old."))}
            value={code}
            onChange={(event) => setCode(event.currentTarget.value)}
          />
        )}
        <Button type="submit" loading={busy} disabled={factors.isPending}>
          {t("Go on")}
        </Button>
        {knowsPasskeys() && (factors.data?.passkeys.length ?? 0) > 0 && (
          <Button
            variant="default"
            disabled={busy}
            leftSection={<IconFingerprint size={16} aria-hidden />}
            onClick={() => void prove(proveByPasskey)}
          >
            {t("Use a passkey")}
          </Button>
        )}
      </Stack>
    </form>
  );
}

async function proveByPasskey(): Promise<void> {
  const { data: asked } = await api.POST("/api/v1/sign-in/passkey/challenge");
  if (asked === undefined) return;
  const credential = await answerByPasskey(asked.options);
  await api.POST("/api/v1/me/proof/passkey", {
    body: { challenge: asked.challenge, credential },
  });
}
