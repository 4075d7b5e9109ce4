import { Button, Group, Loader, Modal, Progress, Stack, Table, Text } from "@mantine/core";
import { useState } from "react";

import { Problem } from "@/api/problem";
import type { Schemas } from "@/api/types";
import { Status } from "@/components/status";
import { outcomeOf } from "@/features/stations/commands/outcome-words";
import { type Command, sendAvailability, sendReset } from "@/features/stations/commands/sending";
import { nameOf } from "@/features/stations/station-words";
import { t } from "@/lib/words";

type Station = Schemas["Station"];

/** One thing that many stations can be told. */
export interface BulkAct {
  label: string;
  question: string;
  consequence: string;
  send: (stationId: string) => Promise<Command>;
}

const how = { reason: "", timeout_s: 30 };

export const bulkActs: readonly BulkAct[] = [
  {
    label: t("Restart"),
    question: t("Restart these stations?"),
    consequence: t("Each lets its sessions end first, and is away for a minute or two."),
    send: (id) => sendReset(id, { gentle: true, ...how }),
  },
  {
    label: t("Take out of service"),
    question: t("Take these stations out of service?"),
    consequence: t("Nobody can begin to charge there until they are put back. Sessions go on."),
    send: (id) => sendAvailability(id, { operative: false, evse_id: null, ...how }),
  },
  {
    label: t("Put into service"),
    question: t("Put these stations into service?"),
    consequence: t("They offer charging again."),
    send: (id) => sendAvailability(id, { operative: true, evse_id: null, ...how }),
  },
];

const AT_ONCE = 4;

type Result = Command | Problem;

interface Props {
  act: BulkAct;
  stations: readonly Station[];
  onClose: () => void;
}

/** Asks, tells each station, and shows what each of them answered. */
export function BulkCommand({ act, stations, onClose }: Props) {
  const [results, setResults] = useState<ReadonlyMap<string, Result> | null>(null);
  const done = results?.size ?? 0;
  const run = async () => {
    setResults(new Map());
    const waiting = [...stations];
    const worker = async () => {
      for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
        const { id } = next;
        const result = await act.send(id).catch((error: unknown) => Problem.from(error));
        setResults((before) => new Map(before).set(id, result));
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, worker));
  };
  const running = results !== null && done < stations.length;
  return (
    <Modal opened onClose={onClose} title={act.question} size="lg">
      <Stack gap="sm">
        <Text>
          {t("{{count}} stations", { count: stations.length })}. {act.consequence}
        </Text>
        {results !== null && (
          <Progress
            value={(100 * done) / stations.length}
            aria-label={t("{{done}} of {{all}} answered", { done, all: stations.length })}
          />
        )}
        <Results stations={stations} results={results} />
        <Group justify="end">
          <Button variant="default" onClick={onClose}>
            {results === null ? t("Cancel") : t("Close")}
          </Button>
          {(results === null || running) && (
            <Button onClick={() => void run()} loading={running}>
              {act.label}
            </Button>
          )}
        </Group>
      </Stack>
    </Modal>
  );
}

interface ResultsProps {
  stations: readonly Station[];
  results: ReadonlyMap<string, Result> | null;
}

function Results({ stations, results }: ResultsProps) {
  return (
    <Table.ScrollContainer minWidth={0} mah={360}>
      <Table aria-label={t("What each station answered")} fz="sm">
        <Table.Tbody>
          {stations.map((station) => (
            <Table.Tr key={station.id}>
              <Table.Td>
                <bdi>{nameOf(station)}</bdi>
              </Table.Td>
              <Table.Td role="status">
                {results !== null && <ResultCell result={results.get(station.id)} />}
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  );
}

function ResultCell({ result }: { result: Result | undefined }) {
  if (result === undefined) return <Loader size={14} aria-label={t("not answered yet")} />;
  if (result instanceof Problem) {
    return (
      <>
        <Status tone="bad">{t("not sent")}</Status> {result.message}
      </>
    );
  }
  const { tone, label, advice } = outcomeOf(result);
  return (
    <Status tone={tone} explained={advice}>
      {label}
    </Status>
  );
}
