import { Button, Group, Stack, Text } from "@mantine/core";
import { useState } from "react";

import { api } from "@/api/client";
import type { Schemas } from "@/api/types";
import { confirmAct } from "@/components/confirm";
import { Section } from "@/components/detail";
import { Status } from "@/components/status";
import { tellDone, tellProblem } from "@/components/toasts";
import { AuthenticatorSetup } from "@/features/people/authenticator-setup";
import { RecoveryCodes } from "@/features/people/recovery-codes";
import { useRenew } from "@/features/people/renew";
import { t } from "@/lib/words";

interface Props {
  factors: Schemas["FactorsView"];
}

/** The second step: the codes of an authenticator, and those for when it is lost. */
export function Authenticator({ factors }: Props) {
  const [made, setMade] = useState<Schemas["AuthenticatorView"] | null>(null);
  const [codes, setCodes] = useState<readonly string[] | null>(null);
  const renew = useRenew();
  const begin = async () => {
    try {
      const { data } = await api.POST("/api/v1/me/factors/authenticator");
      setMade(data ?? null);
    } catch (error) {
      tellProblem(t("There is no new authenticator"), error);
    }
  };
  const confirmed = async (shown: readonly string[]) => {
    setMade(null);
    setCodes(shown);
    tellDone(t("The authenticator serves"), t("From now on signing in asks for its code."));
    await renew();
  };
  return (
    <Section title={t("Second step")}>
      <Stack gap="sm" align="start">
        {codes !== null && <RecoveryCodes codes={codes} onKept={() => setCodes(null)} />}
        {made !== null ? (
          <AuthenticatorSetup
            made={made}
            onConfirmed={(shown) => void confirmed(shown)}
            onCancel={() => setMade(null)}
          />
        ) : factors.authenticator ? (
          <Asked factors={factors} show={setCodes} />
        ) : (
          <>
            <Text>
              {t(
                "A password may be guessed or stolen. With an authenticator, signing in asks for a code of your telephone besides.",
              )}
            </Text>
            <Button variant="default" onClick={() => void begin()}>
              {t("Add an authenticator")}
            </Button>
          </>
        )}
      </Stack>
    </Section>
  );
}

interface AskedProps extends Props {
  show: (codes: readonly string[] | null) => void;
}

function Asked({ factors, show }: AskedProps) {
  const renew = useRenew();
  const left = factors.recovery_codes_left;
  const renewCodes = async () => {
    const { data } = await api.POST("/api/v1/me/factors/recovery-codes");
    show(data?.codes ?? null);
    await renew();
  };
  const remove = async () => {
    await api.DELETE("/api/v1/me/factors/authenticator");
    show(null);
    tellDone(t("The authenticator was removed"));
    await renew();
  };
  return (
    <>
      <Group gap="xs">
        <Status tone="good">{t("asks for a code")}</Status>
        <Text size="sm" c={left < 3 ? undefined : "dimmed"}>
          {t("{{count}} recovery codes are left.", { count: left })}
        </Text>
      </Group>
      <Group gap="xs">
        <Button
          variant="default"
          onClick={() =>
            confirmAct({
              title: t("Make new recovery codes?"),
              consequence: t("Those that you have serve no more. The new ones are shown once."),
              label: t("Make new codes"),
              run: renewCodes,
            })
          }
        >
          {t("New recovery codes …")}
        </Button>
        <Button
          variant="subtle"
          color="gray"
          onClick={() =>
            confirmAct({
              title: t("Remove the authenticator?"),
              consequence: t(
                "Signing in asks for the password alone then, and the recovery codes serve no more.",
              ),
              label: t("Remove the authenticator"),
              dangerous: true,
              run: remove,
            })
          }
        >
          {t("Remove …")}
        </Button>
      </Group>
    </>
  );
}
