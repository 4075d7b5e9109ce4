import { Button, Group, Stack, Text } from "@mantine/core";
import { IconFingerprint } from "@tabler/icons-react";

import { api } from "@/api/client";
import type { Schemas } from "@/api/types";
import { Age } from "@/components/age";
import { askName } from "@/components/ask-name";
import { confirmAct } from "@/components/confirm";
import { Section } from "@/components/detail";
import { Said } from "@/components/said";
import { tellDone } from "@/components/toasts";
import { useRenew } from "@/features/people/renew";
import classes from "@/features/people/sign-ins.module.css";
import { knowsPasskeys, makePasskey, turnedAway, whyNot } from "@/lib/passkeys";
import { t } from "@/lib/words";

type Passkey = Schemas["PasskeyRecord"];

async function add(name: string): Promise<void> {
  const { data: asked } = await api.POST("/api/v1/me/factors/passkeys/challenge");
  if (asked === undefined) return;
  const credential = await makePasskey(asked.options).catch((error: unknown) => {
    throw turnedAway(error) ? new Error(t("Nothing was made. Try again.")) : whyNot(error);
  });
  await api.POST("/api/v1/me/factors/passkeys", {
    body: { challenge: asked.challenge, name, credential },
  });
}

/** What lets one in without a password: keys that devices keep. */
export function Passkeys({ passkeys }: { passkeys: readonly Passkey[] }) {
  const renew = useRenew();
  const ask = () =>
    askName({
      title: t("Add a passkey"),
      keep: async (name) => {
        await add(name);
        tellDone(t("The passkey was added"), t("It lets you in without a password."));
        await renew();
      },
    });
  return (
    <Section
      title={t("Passkeys")}
      actions={
        knowsPasskeys() && (
          <Button
            variant="default"
            leftSection={<IconFingerprint size={14} aria-hidden />}
            onClick={ask}
          >
            {t("Add a passkey")}
          </Button>
        )
      }
    >
      {passkeys.length === 0 ? (
        <Text>
          {t(
            "A passkey stays in your device, which opens it by your finger, face or PIN. Nobody can guess it, and it serves at this address alone.",
          )}{" "}
          {!knowsPasskeys() && t("This browser knows none, or the address is not safe for them.")}
        </Text>
      ) : (
        <ul className={classes.list}>
          {passkeys.map((passkey) => (
            <li key={passkey.id} className={classes.row}>
              <PasskeyFacts passkey={passkey} />
              <Remove passkey={passkey} renew={renew} />
            </li>
          ))}
        </ul>
      )}
    </Section>
  );
}

function PasskeyFacts({ passkey }: { passkey: Passkey }) {
  const facts = {
    values: { site: passkey.site },
    parts: {
      added: <Age at={passkey.created_at} />,
      used: <Age at={passkey.last_used_at} />,
    },
  };
  return (
    <Stack gap={0} miw={0}>
      <Text fw={600} className="wrap">
        <bdi>{passkey.name}</bdi>
      </Text>
      <Group gap={4}>
        <Text size="sm" c="dimmed">
          {passkey.last_used_at === null ? (
            <Said sentence="For {{site}}, added <added/>, never used" {...facts} />
          ) : (
            <Said sentence="For {{site}}, added <added/>, used <used/>" {...facts} />
          )}
        </Text>
      </Group>
    </Stack>
  );
}

function Remove({ passkey, renew }: { passkey: Passkey; renew: () => Promise<void> }) {
  const remove = async () => {
    await api.DELETE("/api/v1/me/factors/passkeys/{passkey_id}", {
      params: { path: { passkey_id: passkey.id } },
    });
    tellDone(t("The passkey was removed"));
    await renew();
  };
  return (
    <Button
      variant="default"
      onClick={() =>
        confirmAct({
          title: t("Remove this passkey?"),
          consequence: t(
            "It lets nobody in any more. The device still shows it until you remove it there too.",
          ),
          label: t("Remove the passkey"),
          run: remove,
        })
      }
    >
      {t("Remove …")}
    </Button>
  );
}
