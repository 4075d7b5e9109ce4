import { Button, Group, Modal, Stack, Table, Text } from "@mantine/core";
import { useState } from "react";

import { api } from "@/api/client";
import type { Schemas } from "@/api/types";
import { ButtonLink } from "@/components/button-link";
import { ProblemAlert } from "@/components/states";
import { Status, type Tone } from "@/components/status";
import { useRenewAccess } from "@/lib/renew-access";
import { t } from "@/lib/words";

type Outcome = Schemas["Assigned"]["outcome"];

const outcomes: Readonly<Record<Outcome, { tone: Tone; label: string }>> = {
  assigned: { tone: "good", label: t("governed by it now") },
  unchanged: { tone: "quiet", label: t("was governed by it already") },
  not_schedulable: { tone: "warn", label: t("it cannot follow a policy: see its access page") },
  unknown: { tone: "bad", label: t("not there any more") },
  forbidden: { tone: "bad", label: t("you may not change it") },
};

interface Props {
  id: string;
  name: string;
  stations: readonly Schemas["Station"][];
  onClose: () => void;
}

/** Asks, gives a policy to stations, and shows what came of it at each. */
export function GivePolicy({ id, name, stations, onClose }: Props) {
  const renew = useRenewAccess();
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<unknown>(null);
  const [results, setResults] = useState<ReadonlyMap<string, Outcome> | null>(null);
  const run = async () => {
    setBusy(true);
    setFailure(null);
    try {
      const { data = [] } = await api.POST("/api/v1/access/policies/{policy_id}/stations", {
        params: { path: { policy_id: id } },
        body: { stations: stations.map((station) => station.id) },
      });
      setResults(new Map(data.map((one) => [one.station_id, one.outcome])));
      await renew();
    } catch (error) {
      setFailure(error);
    } finally {
      setBusy(false);
    }
  };
  return (
    <Modal
      opened
      onClose={onClose}
      title={t("Give {{policy}} to these stations?", { policy: name })}
      size="lg"
    >
      <Stack gap="sm">
        <Text>
          {t("{{count}} stations", { count: stations.length })}.{" "}
          {t(
            "What governs them now does so no more. Overrides go before it; sessions under way go on.",
          )}
        </Text>
        {failure !== null && <ProblemAlert error={failure} title={t("It was not done")} />}
        <Table.ScrollContainer minWidth={0} mah={360}>
          <Table aria-label={t("What came of it at each station")} fz="sm">
            <Table.Tbody>
              {stations.map((station) => (
                <Table.Tr key={station.id}>
                  <Table.Td>
                    <bdi>{station.name ?? station.code}</bdi>
                  </Table.Td>
                  <Table.Td role="status">
                    {results !== null && <Result outcome={results.get(station.id)} />}
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
          {results === null ? (
            <Button onClick={() => void run()} loading={busy}>
              {t("Give it to them")}
            </Button>
          ) : (
            <ButtonLink to={`policies/${id}`}>{t("To the policy")}</ButtonLink>
          )}
        </Group>
      </Stack>
    </Modal>
  );
}

function Result({ outcome }: { outcome: Outcome | undefined }) {
  const { tone, label } = outcomes[outcome ?? "unknown"];
  return <Status tone={tone}>{label}</Status>;
}
