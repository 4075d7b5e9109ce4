import { Alert } from "@mantine/core";
import { useEffect, useState } from "react";

import type { Problem } from "@/api/problem";
import { ProblemAlert } from "@/components/states";
import { duration } from "@/lib/time";
import { t } from "@/lib/words";

interface Props {
  failure: Problem | null;
  /** How many seconds it asks to wait still. */
  wait: number;
}

/** Why somebody was not let in; who guessed too often is told how long to wait. */
export function Refusal({ failure, wait }: Props) {
  if (failure === null) return null;
  if (failure.status === 429) {
    return (
      <Alert color="yellow" role="alert" title={t("Too many attempts")}>
        {wait > 0
          ? t("You can try again in {{duration}}. What is right does not help before.", {
              duration: duration(wait),
            })
          : t("You can try again now.")}
      </Alert>
    );
  }
  if (failure.code === "sign_in_refused") {
    return (
      <Alert color="red" variant="light" role="alert" title={t("Not signed in")}>
        {t("The e-mail address or the password is wrong.")}
      </Alert>
    );
  }
  return <ProblemAlert error={failure} title={t("Not signed in")} />;
}

/** Count down the seconds that a refusal asks to wait. */
export function useSecondsLeft(failure: Problem | null): number {
  const [gone, setGone] = useState<{ of: Problem | null; seconds: number }>({
    of: null,
    seconds: 0,
  });
  useEffect(() => {
    if (failure?.retryAfterS == null) return;
    const since = performance.now();
    const timer = window.setInterval(
      () => setGone({ of: failure, seconds: Math.floor((performance.now() - since) / 1000) }),
      250,
    );
    return () => window.clearInterval(timer);
  }, [failure]);
  if (failure?.retryAfterS == null) return 0;
  return Math.max(0, failure.retryAfterS - (gone.of === failure ? gone.seconds : 0));
}
