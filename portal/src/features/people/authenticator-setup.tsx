import { Button, Group, Stack, Text, TextInput } from "@mantine/core";
import { type SubmitEvent, useState } from "react";

import { api } from "@/api/client";
import { Problem } from "@/api/problem";
import type { Schemas } from "@/api/types";
import { ProblemAlert } from "@/components/states";
import { QrCode } from "@/features/people/qr-code";
import { t } from "@/lib/words";

interface Props {
  made: Schemas["AuthenticatorView"];
  /** Called with the recovery codes once a code was confirmed. */
  onConfirmed: (codes: readonly string[]) => void;
  onCancel: () => void;
}

/** Show a new authenticator's secret, and ask for a code of it: it serves from then on. */
export function AuthenticatorSetup({ made, onConfirmed, onCancel }: Props) {
  const [code, setCode] = useState("");
  const [failure, setFailure] = useState<Problem | null>(null);
  const [busy, setBusy] = useState(false);
  const wrong = failure?.code === "code_wrong";
  const submit = async (event: SubmitEvent) => {
    event.preventDefault();
    setBusy(true);
    setFailure(null);
    try {
      const { data } = await api.POST("/api/v1/me/factors/authenticator/confirm", {
        body: { code },
      });
      onConfirmed(data?.codes ?? []);
    } catch (error) {
      setFailure(Problem.from(error));
    } finally {
      setBusy(false);
    }
  };
  return (
    <form onSubmit={(event) => void submit(event)} aria-label={t("Confirm the authenticator")}>
      <Stack gap="sm" maw={480}>
        <Text>{t("1. Scan this with an authenticator, as your password manager has one.")}</Text>
        <QrCode text={made.link} label={t("QR code for the authenticator")} />
        <Text size="sm">
          {t("Or type this secret into it:")}{" "}
          <Text span ff="monospace" className="wrap" data-secret>
            {made.secret}
          </Text>
        </Text>
        {failure !== null && !wrong && (
          <ProblemAlert error={failure} title={t("It was not confirmed")} />
        )}
        <TextInput
          label={t("2. Type the code that it shows")}
          autoComplete="one-time-code"
          inputMode="numeric"
          spellCheck={false}
          required
          withAsterisk={false}
          maxLength={40}
          error={wrong && t("This is not the code. Does the clock of the device go right?")}
          value={code}
          onChange={(event) => setCode(event.currentTarget.value)}
        />
        <Group>
          <Button type="submit" loading={busy}>
            {t("Confirm")}
          </Button>
          <Button variant="default" onClick={onCancel}>
            {t("Cancel")}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
