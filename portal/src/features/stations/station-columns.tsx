import type { Schemas } from "@/api/types";
import { Age } from "@/components/age";
import type { Column } from "@/components/list/columns";
import { Status } from "@/components/status";
import { TenantLink } from "@/components/tenant-link";
import { Reported, SocketState } from "@/features/stations/station-state";
import { nameOf } from "@/features/stations/station-words";
import { t } from "@/lib/words";

type Station = Schemas["Station"];

/** What the list of stations shows of each. */
export const columns: readonly Column<Station>[] = [
  {
    id: "code",
    header: t("Station"),
    sort: "code",
    width: 170,
    priority: 1,
    cell: (station) => (
      <TenantLink to={`stations/${station.id}`} title={nameOf(station)}>
        <bdi>{nameOf(station)}</bdi>
      </TenantLink>
    ),
  },
  {
    id: "socket",
    header: t("Socket"),
    width: 120,
    priority: 1,
    cell: (station) => <SocketState socket={station.socket} />,
  },
  {
    id: "reported",
    header: t("Reported"),
    width: 120,
    priority: 1,
    cell: (station) => (
      <Reported status={station.reported.status} protocol={station.socket.subprotocol} />
    ),
  },
  {
    id: "faults",
    header: t("Faults"),
    width: 100,
    priority: 2,
    cell: (station) =>
      station.open_faults === 0 ? "–" : <Status tone="bad">{station.open_faults}</Status>,
  },
  {
    id: "last_seen_at",
    header: t("Last heard"),
    width: 130,
    priority: 2,
    cell: (station) => <Age at={station.socket.last_seen_at} />,
  },
  {
    id: "used",
    header: t("Proven use", { context: "column" }),
    width: 130,
    priority: 2,
    cell: (station) => <Age at={station.proven_use.at} />,
  },
  {
    id: "location",
    header: t("Location"),
    width: 160,
    priority: 3,
    cell: (station) => (
      <TenantLink to={`locations/${station.location_id}`} title={station.location_name}>
        <bdi>{station.location_name}</bdi>
      </TenantLink>
    ),
  },
  {
    id: "protocol",
    header: "OCPP",
    width: 90,
    priority: 4,
    cell: ({ socket, protocol }) => (socket.subprotocol ?? protocol)?.replace("ocpp", "") ?? "–",
  },
  { id: "model", header: t("Make"), width: 150, priority: 4, cell: makeOf },
  { id: "id", header: t("Code"), width: 130, optional: true, cell: (station) => station.code },
  { id: "firmware", header: t("Firmware"), optional: true, cell: (s) => s.firmware_version ?? "–" },
  { id: "serial", header: t("Serial number"), optional: true, cell: (s) => s.serial_number ?? "–" },
  {
    id: "deviations",
    header: t("Deviations"),
    optional: true,
    align: "end",
    cell: (s) => s.deviations,
  },
  { id: "booted_at", header: t("Booted"), optional: true, cell: (s) => <Age at={s.booted_at} /> },
];

/** Return make and model of a station. */
export function makeOf(station: Pick<Station, "vendor" | "model">): string {
  return [station.vendor, station.model].filter(Boolean).join(" ") || "–";
}
