import { Button, Text, Title } from "@mantine/core";
import { useState } from "react";

import { rest } from "@/api/client";
import { BriefTable } from "@/components/brief-table";
import { Section } from "@/components/detail";
import { receivedColumns, sentColumns } from "@/features/roaming/command-columns";
import type { Partner } from "@/features/roaming/roaming-words";
import { t } from "@/lib/words";

const FEW = 5;
const MANY = 100;

/** What we and a partner asked of each other's chargers, and what the chargers made of it. */
export function PartnerCommands({ partner: { id } }: { partner: Partner }) {
  return (
    <Section title={t("Commands")}>
      <ReceivedCommands id={id} />
      <SentCommands id={id} />
    </Section>
  );
}

function ReceivedCommands({ id }: { id: string }) {
  const [limit, setLimit] = useState(FEW);
  const query = rest.useQuery("get", "/api/v1/roaming/received-commands", {
    params: { query: { partner_id: id, limit } },
  });
  return (
    <>
      <Title order={3} size="h6">
        {t("What it asked of our chargers")}
      </Title>
      <BriefTable
        label={t("What it asked of our chargers")}
        query={query}
        columns={receivedColumns}
        empty={t("Nothing lately.")}
        more={<More limit={limit} show={setLimit} />}
      />
    </>
  );
}

function SentCommands({ id }: { id: string }) {
  const [limit, setLimit] = useState(FEW);
  const query = rest.useQuery("get", "/api/v1/roaming/sent-commands", {
    params: { query: { partner_id: id, limit } },
  });
  return (
    <>
      <Title order={3} size="h6">
        {t("What we asked of its chargers")}
      </Title>
      <BriefTable
        label={t("What we asked of its chargers")}
        query={query}
        columns={sentColumns}
        empty={t("Nothing lately.")}
        more={<More limit={limit} show={setLimit} />}
      />
    </>
  );
}

function More({ limit, show }: { limit: number; show: (limit: number) => void }) {
  if (limit === MANY)
    return (
      <Text size="sm" c="dimmed">
        {t("Only the newest {{most}} are shown.", { most: MANY })}
      </Text>
    );
  return (
    <Button variant="subtle" size="compact-sm" onClick={() => show(MANY)}>
      {t("Show more")}
    </Button>
  );
}
