import type { Schemas } from "@/api/types";
import { Age } from "@/components/age";
import type { Column } from "@/components/list/columns";
import { ModeState } from "@/components/mode-state";
import { Status } from "@/components/status";
import { TenantLink } from "@/components/tenant-link";
import { capabilities, syncs } from "@/features/stations/access/control-words";
import { t } from "@/lib/words";

/** What a list of chargers' modes shows of each. */
export const controlColumns: readonly Column<Schemas["ControlRow"]>[] = [
  {
    id: "code",
    header: t("Station"),
    width: 160,
    priority: 1,
    cell: ({ station_id: id, station_code: code }) => (
      <TenantLink to={`stations/${id}/access`}>{code ?? t("removed station")}</TenantLink>
    ),
  },
  {
    id: "name",
    header: t("Name"),
    width: 180,
    priority: 3,
    cell: ({ station_name: name }) => <bdi>{name}</bdi>,
  },
  {
    id: "sync",
    header: t("State"),
    width: 160,
    priority: 1,
    cell: ({ sync }) => {
      const { tone, label, explained } = syncs[sync];
      return (
        <Status tone={tone} explained={explained}>
          {label}
        </Status>
      );
    },
  },
  {
    id: "expected",
    header: t("Expected"),
    width: 140,
    priority: 1,
    cell: ({ expected }) => (expected === null ? "–" : <ModeState mode={expected} />),
  },
  {
    id: "observed",
    header: t("Its own mode"),
    width: 140,
    priority: 2,
    cell: ({ observed }) => (observed === null ? t("not known") : <ModeState mode={observed} />),
  },
  {
    id: "observed_at",
    header: t("Heard"),
    width: 130,
    priority: 3,
    cell: ({ observed_at: at }) => <Age at={at} never="–" />,
  },
  {
    id: "capability",
    header: t("Can be switched"),
    width: 130,
    priority: 2,
    cell: ({ capability }) => {
      const { tone, label, explained } = capabilities[capability];
      return (
        <Status tone={tone} explained={explained}>
          {label}
        </Status>
      );
    },
  },
];
