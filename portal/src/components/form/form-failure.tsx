import { Alert, Button, Stack } from "@mantine/core";

import type { Problem } from "@/api/problem";
import { ProblemAlert } from "@/components/states";
import { t } from "@/lib/words";

const CHANGED = new Set(["changed_meanwhile", "version_outdated"]);

interface Props {
  problem: Problem;
  title: string;
  /** Reads the thing anew where somebody else changed it meanwhile. */
  renew: (() => void) | undefined;
}

/** Why a form was not saved; that somebody else was faster is told with what to do about it. */
export function FormFailure({ problem, title, renew }: Props) {
  if (!CHANGED.has(problem.code)) {
    return <ProblemAlert error={problem} title={title} />;
  }
  return (
    <Alert color="yellow" title={t("Somebody else changed this meanwhile")}>
      <Stack gap="xs" align="start">
        {t(
          "Nothing of yours was saved, and nothing typed here is lost. Copy what you need, then read the newest state.",
        )}
        {renew !== undefined && (
          <Button variant="default" onClick={renew}>
            {t("Show the newest state")}
          </Button>
        )}
      </Stack>
    </Alert>
  );
}
