import { Button, Code, CopyButton, Drawer, Group, List, Stack, Text, Title } from "@mantine/core";

import { rest } from "@/api/client";
import { Facts } from "@/components/detail";
import { Status } from "@/components/status";
import { TenantLink } from "@/components/tenant-link";
import { Body } from "@/components/timeline";
import { type Frame, kindWord, meaningOf } from "@/features/stations/frame-words";
import { itemsOf } from "@/lib/items";
import { exact } from "@/lib/time";
import { t } from "@/lib/words";

const PATH = "/api/v1/stations/{station_id}/timeline";

/** A frame that can be read: what it means, as it was, and the answer that belongs to it. */
export function FrameDrawer({ frame, onClose }: { frame: Frame | null; onClose: () => void }) {
  return (
    <Drawer
      opened={frame !== null}
      onClose={onClose}
      title={frame?.action ?? t("A frame")}
      size="md"
    >
      {frame !== null && <Detail frame={frame} onClose={onClose} />}
    </Drawer>
  );
}

function Detail({ frame, onClose }: { frame: Frame; onClose: () => void }) {
  return (
    <Stack gap="sm">
      <Text size="lg" className="wrap">
        {meaningOf(frame)}
      </Text>
      {frame.deviations.length > 0 && <Deviations deviations={frame.deviations} />}
      <Facts
        facts={[
          [t("When"), exact(frame.at)],
          [t("From"), frame.direction === "in" ? t("the charger") : "Chargehouse"],
          [t("Kind"), kindWord(frame.kind)],
          [
            t("Message id"),
            frame.message_id === null ? null : <Code key="id">{frame.message_id}</Code>,
          ],
        ]}
      />
      <Payload frame={frame} />
      <Partner frame={frame} />
      <TenantLink
        to={`stations/${frame.station_id}/timeline`}
        search={{ connection_id: frame.connection_id }}
        onClick={onClose}
      >
        {t("All frames of this connection")}
      </TenantLink>
    </Stack>
  );
}

function Deviations({ deviations }: { deviations: readonly string[] }) {
  return (
    <div>
      <Status tone="warn">{t("departs from OCPP")}</Status>
      <List size="sm" mt={4}>
        {deviations.map((deviation) => (
          <List.Item key={deviation} className="wrap">
            {deviation.replaceAll("-", " ")}
          </List.Item>
        ))}
      </List>
      <Text size="sm" c="dimmed">
        {t("It was understood all the same, and is kept as it came.")}
      </Text>
    </div>
  );
}

function Payload({ frame }: { frame: Frame }) {
  if (frame.payload === null) return null;
  const { payload } = frame;
  return (
    <div>
      <Group justify="space-between">
        <Text size="sm" c="dimmed">
          {t("As it was, identifiers masked")}
        </Text>
        <CopyButton value={payload}>
          {({ copied, copy }) => (
            <Button variant="subtle" onClick={copy}>
              {copied ? t("Copied") : t("Copy")}
            </Button>
          )}
        </CopyButton>
      </Group>
      <Body body={payload} />
    </div>
  );
}

/** The answer to a request, or the request of an answer. */
function Partner({ frame }: { frame: Frame }) {
  const { message_id, connection_id, station_id } = frame;
  const pair = rest.useQuery(
    "get",
    PATH,
    {
      params: {
        path: { station_id },
        query: { message_id: message_id ?? "", connection_id, limit: 10 },
      },
    },
    { enabled: message_id !== null },
  );
  const others = itemsOf(pair.data).filter(
    ({ id, direction }) => id !== frame.id && direction !== frame.direction,
  );
  const asks = frame.kind === "call" || frame.kind.endsWith("_call");
  if (others.length === 0) {
    if (!asks || pair.isPending) return null;
    return <Text c="dimmed">{t("It was not answered.")}</Text>;
  }
  return (
    <Stack gap={4}>
      <Title order={3} size="h6">
        {asks ? t("Its answer") : t("What it answers")}
      </Title>
      {others.map((other) => (
        <div key={other.id}>
          <Text className="wrap">{meaningOf(other)}</Text>
          {other.payload !== null && <Body body={other.payload} />}
        </div>
      ))}
    </Stack>
  );
}
