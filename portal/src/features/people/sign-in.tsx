import { Stack } from "@mantine/core";
import { useState } from "react";

import { PasskeyButton } from "@/features/people/passkey-button";
import { SecondStepForm } from "@/features/people/second-step-form";
import { SignInForm } from "@/features/people/sign-in-form";
import { type Me, speakAs } from "@/lib/me";

interface Props {
  /** Whose sign-in it must be; without it, anybody's. */
  email?: string | undefined;
  onDone: (me: Me) => void;
}

/** Let somebody in: by password, and a code where the account asks for one, or by a passkey. */
export function SignIn({ email, onDone }: Props) {
  const [challenge, setChallenge] = useState<string | null>(null);
  const enter = (me: Me) => {
    speakAs(me);
    onDone(me);
  };
  if (challenge !== null) {
    return (
      <SecondStepForm challenge={challenge} onDone={enter} onBack={() => setChallenge(null)} />
    );
  }
  return (
    <Stack gap="sm">
      <SignInForm
        email={email}
        onAnswer={(answer) =>
          "challenge" in answer ? setChallenge(answer.challenge) : enter(answer)
        }
      />
      <PasskeyButton onDone={enter} />
    </Stack>
  );
}
