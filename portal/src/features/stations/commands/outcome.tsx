import { Said } from "@/components/said";
import { Alert, Code, Loader, Stack, Text } from "@mantine/core";
import {
  IconBan,
  IconCheck,
  IconClockExclamation,
  IconHourglass,
  IconPlugOff,
  IconX,
} from "@tabler/icons-react";
import type { ReactNode } from "react";

import type { Tone } from "@/components/status";
import { Body } from "@/components/timeline";
import { outcomeOf } from "@/features/stations/commands/outcome-words";
import type { Command } from "@/features/stations/commands/sending";
import { useNow } from "@/lib/ticking";
import { duration } from "@/lib/time";
import { t } from "@/lib/words";

const colors: Record<Tone, string> = {
  good: "teal",
  busy: "cyan",
  quiet: "gray",
  warn: "yellow",
  bad: "red",
};

const icons: Readonly<Record<string, ReactNode>> = {
  queued: <IconHourglass aria-hidden />,
  sent: <Loader size={18} aria-hidden />,
  accepted: <IconCheck aria-hidden />,
  rejected: <IconX aria-hidden />,
  refused: <IconBan aria-hidden />,
  timed_out: <IconClockExclamation aria-hidden />,
  expired: <IconClockExclamation aria-hidden />,
  offline: <IconPlugOff aria-hidden />,
  cancelled: <IconPlugOff aria-hidden />,
};

/** What a charger answered to a command, in words and in its own. */
export function CommandOutcome({ command }: { command: Command }) {
  const { tone, title, advice } = outcomeOf(command);
  return (
    <Alert
      color={colors[tone]}
      variant="light"
      icon={icons[command.status]}
      title={title}
      role="status"
      data-status={command.status}
    >
      <Stack gap={6}>
        <Text inherit>{advice}</Text>
        <OwnWords command={command} />
        {command.answer !== null && Object.keys(command.answer).length > 0 && (
          <details>
            <summary>{t("Its whole answer")}</summary>
            <Body body={command.answer} />
          </details>
        )}
      </Stack>
    </Alert>
  );
}

function OwnWords({ command }: { command: Command }) {
  const { answer_status, error_code, error_description, sent_at, answered_at } = command;
  const took =
    sent_at !== null && answered_at !== null
      ? Math.max(0, Date.parse(answered_at) - Date.parse(sent_at))
      : null;
  const said = answer_status ?? error_code;
  if (said === null && took === null) return null;
  return (
    <Text inherit className="wrap">
      {said === null ? (
        t("The charger answered.")
      ) : (
        <OwnWord said={said} more={error_description} />
      )}
      {took !== null && (
        <> {t("It took {{took}}.", { took: took < 1000 ? `${took} ms` : duration(took / 1000) })}</>
      )}
    </Text>
  );
}

function OwnWord({ said, more }: { said: string; more: string | null }) {
  const word = <Code>{said}</Code>;
  if (more === null || more === "") {
    return <Said sentence="The charger said <word/>." parts={{ word }} />;
  }
  return (
    <Said sentence="The charger said <word/>: <more/>." parts={{ word, more: <bdi>{more}</bdi> }} />
  );
}

/** A command that is on its way; `since` is in milliseconds since 1970, the server's. */
export function CommandPending({ since, timeoutS }: { since: number; timeoutS: number }) {
  const now = useNow();
  const waited = Math.max(0, Math.round((now - since) / 1000));
  return (
    <Alert
      color="cyan"
      variant="light"
      icon={<Loader size={18} aria-hidden />}
      title={t("Sent; waiting for the charger's answer")}
      role="status"
      data-status="pending"
    >
      {t(
        "{{waited}} s so far, {{most}} s at most. You may go on meanwhile: the answer is kept in the history.",
        { waited, most: timeoutS },
      )}
    </Alert>
  );
}
