import { Button, Group, Loader, Modal, Stack, Table, Text } from "@mantine/core";
import { useState } from "react";

import { Problem as Refusal } from "@/api/problem";
import type { Schemas } from "@/api/types";
import { Status } from "@/components/status";
import { problemKinds } from "@/features/stations/access/problem-words";
import { useRenewAccess } from "@/lib/renew-access";
import { t } from "@/lib/words";

type Problem = Schemas["ProblemView"];

/** One thing that can be done about several problems. */
export interface SeveralAct {
  label: string;
  question: string;
  consequence: string;
  send: (id: string) => Promise<unknown>;
}

type Results = ReadonlyMap<string, Refusal | null>;

interface Props {
  act: SeveralAct;
  problems: readonly Problem[];
  onClose: () => void;
}

/** Asks, does it about each problem in turn, and shows what came of each. */
export function SeveralProblems({ act, problems, onClose }: Props) {
  const renew = useRenewAccess();
  const [results, setResults] = useState<Results | null>(null);
  const running = results !== null && results.size < problems.length;
  const run = async () => {
    setResults(new Map());
    for (const { id } of problems) {
      const refusal = await act.send(id).then(
        () => null,
        (error: unknown) => Refusal.from(error),
      );
      setResults((before) => new Map(before).set(id, refusal));
    }
    await renew();
  };
  return (
    <Modal opened onClose={onClose} title={act.question} size="lg">
      <Stack gap="sm">
        <Text>
          {t("{{count}} problems", { count: problems.length })}. {act.consequence}
        </Text>
        <Table.ScrollContainer minWidth={0} mah={360}>
          <Table aria-label={t("What came of it at each")} fz="sm">
            <Table.Tbody>
              {problems.map((problem) => (
                <Table.Tr key={problem.id}>
                  <Table.Td>
                    <bdi>{problem.station_name ?? problem.station_code}</bdi>:{" "}
                    {problemKinds[problem.kind]}
                  </Table.Td>
                  <Table.Td role="status">
                    {results !== null && <Result result={results.get(problem.id)} />}
                  </Table.Td>
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        </Table.ScrollContainer>
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

function Result({ result }: { result: Refusal | null | undefined }) {
  if (result === undefined) return <Loader size={14} aria-label={t("not done yet")} />;
  if (result === null) return <Status tone="good">{t("done")}</Status>;
  return (
    <>
      <Status tone="bad">{t("not done")}</Status> {result.message}
    </>
  );
}
