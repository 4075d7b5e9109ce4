import { Text } from "@mantine/core";

import type { Schemas } from "@/api/types";
import { Age } from "@/components/age";
import type { Column } from "@/components/list/columns";
import { Status } from "@/components/status";
import { TenantLink } from "@/components/tenant-link";
import { faultMeaning } from "@/features/stations/fault-words";
import { t } from "@/lib/words";

/** What a list of faults shows of each. */
export const faultColumns: readonly Column<Schemas["Fault"]>[] = [
  {
    id: "station",
    header: t("Station"),
    width: 150,
    priority: 1,
    cell: (fault) => (
      <TenantLink to={`stations/${fault.station_id}`}>{fault.station_code}</TenantLink>
    ),
  },
  {
    id: "state",
    header: t("State"),
    width: 100,
    priority: 1,
    cell: ({ closed_at }) =>
      closed_at === null ? (
        <Status tone="bad">{t("open")}</Status>
      ) : (
        <Status tone="quiet">{t("over")}</Status>
      ),
  },
  {
    id: "code",
    header: t("Fault"),
    width: 180,
    priority: 1,
    cell: ({ error_code }) => (
      <Text inherit span title={faultMeaning(error_code)}>
        {error_code}
      </Text>
    ),
  },
  {
    id: "vendor",
    header: t("Maker’s code"),
    width: 130,
    priority: 1,
    cell: ({ vendor_error_code }) => vendor_error_code ?? "–",
  },
  {
    id: "opened_at",
    header: t("Since"),
    width: 140,
    priority: 1,
    cell: (fault) => <Age at={fault.opened_at} />,
  },
  {
    id: "closed_at",
    header: t("Until"),
    width: 130,
    priority: 3,
    cell: (fault) => <Age at={fault.closed_at} never={t("goes on")} />,
  },
  {
    id: "place",
    header: t("EVSE"),
    width: 70,
    priority: 3,
    cell: ({ evse_id }) => (evse_id === 0 ? "all" : evse_id),
  },
  {
    id: "meaning",
    header: t("What it means"),
    width: 250,
    priority: 4,
    cell: ({ error_code, info }) => {
      const said = info === null || info === "" ? "" : `${info}. `;
      return (
        <Text inherit span title={said + faultMeaning(error_code)}>
          <bdi>{said}</bdi>
          {faultMeaning(error_code)}
        </Text>
      );
    },
  },
];
