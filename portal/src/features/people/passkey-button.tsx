import { Button } from "@mantine/core";
import { IconFingerprint } from "@tabler/icons-react";
import { useState } from "react";

import { api } from "@/api/client";
import { ProblemAlert } from "@/components/states";
import type { Me } from "@/lib/me";
import { knowsPasskeys, turnedAway, answerByPasskey, whyNot } from "@/lib/passkeys";
import { t } from "@/lib/words";

/** Sign in with what the device keeps: no address, no password. */
export function PasskeyButton({ onDone }: { onDone: (me: Me) => void }) {
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<unknown>(null);
  if (!knowsPasskeys()) return null;
  const enter = async () => {
    setBusy(true);
    setFailure(null);
    try {
      const { data: asked } = await api.POST("/api/v1/sign-in/passkey/challenge");
      if (asked === undefined) return;
      const credential = await answerByPasskey(asked.options);
      const { data } = await api.POST("/api/v1/sign-in/passkey", {
        body: { challenge: asked.challenge, credential },
      });
      onDone(data as Me);
    } catch (error) {
      if (!turnedAway(error)) setFailure(whyNot(error));
    } finally {
      setBusy(false);
    }
  };
  return (
    <>
      <Button
        variant="default"
        size="md"
        loading={busy}
        leftSection={<IconFingerprint size={18} aria-hidden />}
        onClick={() => void enter()}
      >
        {t("Use a passkey")}
      </Button>
      {failure !== null && <ProblemAlert error={failure} title={t("Not signed in")} />}
    </>
  );
}
