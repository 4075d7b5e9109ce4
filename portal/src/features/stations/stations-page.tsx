import { Group, SegmentedControl } from "@mantine/core";
import { IconPlus } from "@tabler/icons-react";
import { useState } from "react";

import type { Schemas } from "@/api/types";
import { ButtonLink } from "@/components/button-link";
import { type Ask, type Asked, useAddress } from "@/components/list/address";
import { ListPage } from "@/components/list/list-page";
import { Page } from "@/components/page";
import { Empty } from "@/components/states";
import { useAgeingStations } from "@/features/stations/ageing";
import { type BulkAct, bulkActs, BulkCommand } from "@/features/stations/bulk-command";
import { columns } from "@/features/stations/station-columns";
import { asksOf, choiceOf, filters, sockets } from "@/features/stations/station-filters";
import { useMay } from "@/lib/me";
import { t } from "@/lib/words";

interface Chosen {
  act: BulkAct;
  stations: readonly Schemas["Station"][];
}

const sortable: readonly string[] = [];
const socketOptions = Object.entries(sockets).map(([value, { label }]) => ({ value, label }));

/** Every station, with the three facts of its state apart. */
export function StationsPage() {
  const [asked, ask] = useAddress(filters, sortable);
  const [chosen, setChosen] = useState<Chosen | null>(null);
  useAgeingStations();
  const mayEdit = useMay("stations.edit");
  const mayCommand = useMay("stations.command");
  const bulk = bulkActs.map((act) => ({
    label: act.label,
    needs: "stations.command",
    run: (stations: readonly Schemas["Station"][]) => setChosen({ act, stations }),
  }));
  const add = mayEdit && (
    <ButtonLink to="stations/new" leftSection={<IconPlus size={14} aria-hidden />}>
      {t("Add station")}
    </ButtonLink>
  );
  return (
    <Page title={t("Stations")} actions={add} fill>
      <Sockets asked={asked} ask={ask} />
      <ListPage
        title={t("Stations")}
        path="/api/v1/stations"
        views="stations"
        columns={columns}
        filters={filters}
        bulk={mayCommand ? bulk : undefined}
        embedded
        empty={
          <Empty title={t("No station yet")} actions={add}>
            {t(
              "Add the first one: one form, which ends with exactly what to type into the charger.",
            )}
          </Empty>
        }
      />
      {chosen !== null && <BulkCommand {...chosen} onClose={() => setChosen(null)} />}
    </Page>
  );
}

/** Whether stations are connected, in the words that people use. */
function Sockets({ asked, ask }: { asked: Asked; ask: Ask }) {
  return (
    <Group gap="xs">
      <SegmentedControl
        size="xs"
        aria-label={t("Socket")}
        value={choiceOf(asked.filters)}
        onChange={(choice) => ask(asksOf(choice))}
        data={socketOptions}
      />
    </Group>
  );
}
