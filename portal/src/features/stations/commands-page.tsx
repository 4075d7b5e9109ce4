import { Drawer, Stack } from "@mantine/core";
import { useState } from "react";

import type { FilterOf, Schemas } from "@/api/types";
import { Facts } from "@/components/detail";
import type { Filter } from "@/components/list/address";
import { ListPage } from "@/components/list/list-page";
import { Empty } from "@/components/states";
import { Body } from "@/components/timeline";
import { Acts } from "@/features/stations/acts";
import { columnsOf } from "@/features/stations/command-columns";
import { CommandOutcome } from "@/features/stations/commands/outcome";
import { commandStatuses } from "@/features/stations/commands/outcome-words";
import { StationFrame } from "@/features/stations/station-frame";
import { whoOf } from "@/lib/who";
import { exact } from "@/lib/time";
import { t } from "@/lib/words";

type Command = Schemas["Command"];
const PATH = "/api/v1/stations/{station_id}/commands";

const filters: readonly Filter<FilterOf<typeof PATH>>[] = [
  { name: "action", label: t("Action"), kind: "text", placeholder: t("OCPP action") },
  { name: "status", label: t("Outcome"), kind: "choice", options: commandStatuses },
  { name: "from", label: t("From"), kind: "instant" },
  { name: "to", label: t("To"), kind: "instant" },
];

/** What a station can be told, and what came of everything that it was told. */
export function StationCommandsPage() {
  return (
    <StationFrame fill>
      {(station) => (
        <>
          <Acts station={station} />
          <History station={station} />
        </>
      )}
    </StationFrame>
  );
}

function History({ station }: { station: Schemas["Station"] }) {
  const [shown, setShown] = useState<Command | null>(null);
  return (
    <>
      <ListPage
        title={t("What it was told")}
        path={PATH}
        parts={{ station_id: station.id }}
        columns={columnsOf(setShown)}
        filters={filters}
        embedded
        empty={
          <Empty title={t("It was not told anything yet")}>
            {t("What it is told stands here afterwards, with its own answer.")}
          </Empty>
        }
      />
      <Drawer
        opened={shown !== null}
        onClose={() => setShown(null)}
        title={shown?.action}
        size="md"
      >
        {shown !== null && <Detail command={shown} />}
      </Drawer>
    </>
  );
}

function Detail({ command }: { command: Command }) {
  return (
    <Stack gap="sm">
      <CommandOutcome command={command} />
      <Facts
        facts={[
          [t("Requested"), exact(command.requested_at)],
          [t("Sent"), command.sent_at === null ? null : exact(command.sent_at)],
          [t("Answered"), command.answered_at === null ? null : exact(command.answered_at)],
          [t("By"), whoOf(command.requested_by)],
          [t("Reason"), command.reason],
          [t("Request id"), command.request_id],
        ]}
      />
      <div>
        {t("What it was told, identifiers masked:")}
        <Body body={command.request} />
      </div>
    </Stack>
  );
}
