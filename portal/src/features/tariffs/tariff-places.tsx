import { Button } from "@mantine/core";

import { api, rest } from "@/api/client";
import type { Schemas } from "@/api/types";
import { Age } from "@/components/age";
import { BriefTable } from "@/components/brief-table";
import { confirmAct } from "@/components/confirm";
import { Section } from "@/components/detail";
import type { Column } from "@/components/list/columns";
import { LocationName, StationName } from "@/components/names";
import { Said } from "@/components/said";
import { tellDone } from "@/components/toasts";
import { useRenew } from "@/features/tariffs/renew";
import type { Tariff } from "@/features/tariffs/tariff-words";
import { t } from "@/lib/words";

type Assignment = Schemas["TariffAssignment"];

const AT_ONCE = 100;

/** The place of an assignment, by its name. */
function Place({ assignment }: { assignment: Assignment }) {
  const { level, location_id, station_id, evse_id, connector_id } = assignment;
  if (level === "tenant") return <>{t("wherever nothing nearer holds")}</>;
  if (station_id !== null && level === "connector") {
    return (
      <Said
        sentence="<station/>, EVSE {{evse}}, connector {{connector}}"
        values={{ evse: evse_id ?? 0, connector: connector_id ?? 0 }}
        parts={{ station: <StationName id={station_id} /> }}
      />
    );
  }
  if (station_id !== null) return <StationName id={station_id} />;
  return location_id === null ? <>–</> : <LocationName id={location_id} />;
}

const places: readonly Column<Assignment>[] = [
  {
    id: "place",
    header: t("Where"),
    width: 220,
    priority: 1,
    cell: (assignment) => <Place assignment={assignment} />,
  },
  {
    id: "from",
    header: t("From"),
    width: 130,
    priority: 2,
    cell: ({ valid_from }) => <Age at={valid_from} never={t("always")} />,
  },
  {
    id: "until",
    header: t("Until"),
    width: 130,
    priority: 2,
    cell: ({ valid_until }) => <Age at={valid_until} never={t("no end")} />,
  },
];

const acts: Column<Assignment> = {
  id: "acts",
  header: t("Action"),
  width: 120,
  priority: 1,
  cell: (assignment) => <Unassign assignment={assignment} />,
};

/** Where a tariff holds: the nearest to a connector wins. */
export function TariffPlaces({ tariff, mayEdit }: { tariff: Tariff; mayEdit: boolean }) {
  const query = rest.useQuery("get", "/api/v1/tariff-assignments", {
    params: { query: { tariff_id: tariff.id, limit: AT_ONCE } },
  });
  return (
    <Section title={t("Where it holds")}>
      <BriefTable
        label={t("Where it holds")}
        query={query}
        columns={mayEdit ? [...places, acts] : places}
        empty={t(
          "Nowhere yet: no session is priced by it. Have it hold at a location, a station, or everywhere.",
        )}
        more={t("Only the newest {{most}} are shown.", { most: AT_ONCE })}
      />
    </Section>
  );
}

function Unassign({ assignment }: { assignment: Assignment }) {
  const renew = useRenew();
  const remove = async () => {
    await api.DELETE("/api/v1/tariff-assignments/{assignment_id}", {
      params: { path: { assignment_id: assignment.id }, query: { version: assignment.version } },
    });
    await renew();
    tellDone(t("It holds there no more"));
  };
  const ask = () =>
    confirmAct({
      title: t("Have it hold there no more?"),
      consequence: t(
        "Sessions that began there keep it. New ones take the next tariff that holds, or are free where there is none.",
      ),
      label: t("Have it hold no more"),
      run: remove,
    });
  return (
    <Button variant="subtle" color="gray" size="compact-sm" onClick={ask}>
      {t("Take away …")}
    </Button>
  );
}
