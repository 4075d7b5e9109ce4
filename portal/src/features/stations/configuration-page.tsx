import { Button, Group, Text, TextInput } from "@mantine/core";
import { IconSearch } from "@tabler/icons-react";
import { useState } from "react";

import type { Schemas } from "@/api/types";
import { Table } from "@/components/list/table";
import { Answered, Empty } from "@/components/states";
import { tellDone, tellProblem } from "@/components/toasts";
import { useCommandDrawer } from "@/features/stations/commands/command-drawer";
import { outcomeOf } from "@/features/stations/commands/outcome-words";
import { sendAction } from "@/features/stations/commands/sending";
import { speaks16 } from "@/features/stations/commands/targets";
import { StationFrame, useMayCommand } from "@/features/stations/station-frame";
import { variableColumns } from "@/features/stations/variable-columns";
import { useWriting } from "@/features/stations/variable-writing";
import { keyOf, useVariables, type Variable, variablesOf } from "@/features/stations/variables";
import { t } from "@/lib/words";

type Station = Schemas["Station"];

/** A station's configuration keys, or its device model: searched, changed and read again. */
export function StationConfigurationPage() {
  return (
    <StationFrame fill>
      {(station) => <Configuration key={station.id} station={station} />}
    </StationFrame>
  );
}

function Configuration({ station }: { station: Station }) {
  const [search, setSearch] = useState("");
  const variables = useVariables(station.id);
  return (
    <>
      <Group justify="space-between" gap="xs">
        <TextInput
          size="xs"
          w={260}
          type="search"
          aria-label={t("Search the configuration")}
          placeholder={t("Name, component or value")}
          leftSection={<IconSearch size={14} aria-hidden />}
          value={search}
          onChange={(event) => setSearch(event.currentTarget.value)}
        />
        <Reading station={station} />
      </Group>
      <Answered query={variables}>
        {(answer) => <Rows station={station} all={variablesOf(answer)} search={search.trim()} />}
      </Answered>
    </>
  );
}

interface RowsProps {
  station: Station;
  all: readonly Variable[];
  search: string;
}

function Rows({ station, all, search }: RowsProps) {
  const writing = useWriting(station);
  const mayCommand = useMayCommand();
  if (all.length === 0) {
    return (
      <Empty title={t("It was never read")} actions={<Reading station={station} />}>
        {t("What the charger tells of its configuration stands here, and can be changed here.")}
      </Empty>
    );
  }
  const wanted = search.toLowerCase();
  const rows = all.filter(({ component, variable, value }) =>
    [component, variable, value ?? ""].some((part) => part.toLowerCase().includes(wanted)),
  );
  if (rows.length === 0)
    return <Empty title={t("Nothing matches")}>{t("Search for less of it.")}</Empty>;
  return (
    <>
      <Table
        label={t("Configuration")}
        rows={rows}
        rowId={keyOf}
        columns={variableColumns(speaks16(station), mayCommand ? writing : null)}
        chosen={null}
        sort={null}
        onSort={nothing}
        onEnd={nothing}
      />
      <Text size="xs" c="dimmed" role="status">
        {t("{{shown}} of {{all}}", { shown: rows.length, all: all.length })}
      </Text>
    </>
  );
}

function nothing(): void {
  // All rows are there already, in the order of the device model.
}

const INVENTORY_TIMEOUT_S = 30;

/** How all of it is read: by names in 1.6, by a report of the whole in 2.x. */
function Reading({ station }: { station: Station }) {
  const open = useCommandDrawer();
  const mayCommand = useMayCommand();
  const [busy, setBusy] = useState(false);
  if (!mayCommand) return null;
  const whole = async () => {
    setBusy(true);
    try {
      const command = await sendAction(station.id, {
        action: "GetBaseReport",
        payload: { requestId: Math.floor(Date.now() / 1000), reportBase: "FullInventory" },
        reason: "",
        timeout_s: INVENTORY_TIMEOUT_S,
      });
      const { title, advice } = outcomeOf(command);
      const after = command.status === "accepted" ? t("The report comes in parts.") : advice;
      tellDone(title, after);
    } catch (error) {
      tellProblem(t("The device model was not asked for"), error);
    } finally {
      setBusy(false);
    }
  };
  return (
    <Group gap="xs">
      {!speaks16(station) && (
        <Button variant="default" loading={busy} onClick={() => void whole()}>
          {t("Read the whole device model")}
        </Button>
      )}
      <Button variant="default" onClick={() => open({ verb: "read" })}>
        {t("Read named ones")}
      </Button>
      <Button variant="default" onClick={() => open({ verb: "write" })}>
        {t("Write one")}
      </Button>
    </Group>
  );
}
