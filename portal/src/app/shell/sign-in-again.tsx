import { Anchor, Modal, Stack, Text } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useState } from "react";

import { onSignedOut } from "@/api/client";
import { SignIn } from "@/features/people/sign-in";
import { type Me, meIn, speakAs } from "@/lib/me";
import { t } from "@/lib/words";

/** Ask somebody whose sign-in ended to sign in again, over the page: what they typed stays. */
export function SignInAgain({ me }: { me: Me }) {
  const [needed, setNeeded] = useState(false);
  const queries = useQueryClient();
  useEffect(() => onSignedOut(() => setNeeded(true)), []);
  const goOn = async () => {
    speakAs(me);
    const renewed = await queries.query({ ...meIn(me.tenant.slug), staleTime: 0 });
    speakAs(renewed);
    setNeeded(false);
    await queries.invalidateQueries();
  };
  return (
    <Modal
      opened={needed}
      onClose={() => undefined}
      title={t("Sign in to go on")}
      withCloseButton={false}
      closeOnEscape={false}
      closeOnClickOutside={false}
      zIndex={400}
    >
      <Stack gap="sm">
        <Text size="sm">
          {t(
            "Your sign-in has ended. Nothing that you typed is lost: it is behind this, as you left it.",
          )}
        </Text>
        <SignIn email={me.account?.email} onDone={() => void goOn()} />
        <Anchor href="/sign-in" size="sm">
          {t("Sign in as somebody else, and leave this page")}
        </Anchor>
      </Stack>
    </Modal>
  );
}
