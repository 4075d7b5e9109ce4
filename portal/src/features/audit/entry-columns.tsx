import type { Schemas } from "@/api/types";
import { Age } from "@/components/age";
import type { Column } from "@/components/list/columns";
import { TenantLink } from "@/components/tenant-link";
import { actorKind, actorName } from "@/features/audit/actor-words";
import { changesOf } from "@/features/audit/changes";
import { happened } from "@/features/audit/event-words";
import { Thing } from "@/features/audit/thing";
import { t } from "@/lib/words";

type Entry = Schemas["AuditEntry"];

/** The columns of the log; the first leads to the entry. */
export const columns: readonly Column<Entry>[] = [
  {
    id: "what",
    header: t("What was done"),
    width: 210,
    priority: 1,
    cell: (entry) => (
      <TenantLink to={`audit/${entry.index}`} title={entry.name}>
        {happened(entry.name)}
      </TenantLink>
    ),
  },
  {
    id: "at",
    header: t("When"),
    width: 130,
    priority: 1,
    cell: (entry) => <Age at={entry.at} />,
  },
  {
    id: "who",
    header: t("Who"),
    width: 160,
    priority: 1,
    cell: (entry) => (
      <bdi title={`${actorKind(entry.actor.kind)}: ${actorName(entry)}`}>{actorName(entry)}</bdi>
    ),
  },
  {
    id: "thing",
    header: t("On what"),
    width: 180,
    priority: 2,
    cell: (entry) => <Thing entry={entry} />,
  },
  {
    id: "changes",
    header: t("Before and after"),
    width: 260,
    priority: 3,
    cell: (entry) => <bdi title={inShort(entry)}>{inShort(entry)}</bdi>,
  },
  {
    id: "origin",
    header: t("From where"),
    width: 120,
    priority: 4,
    cell: ({ origin, erased }) => (erased.includes("origin") ? t("erased") : (origin ?? "–")),
  },
  {
    id: "index",
    header: t("Entry"),
    sort: "index",
    width: 80,
    priority: 4,
    align: "end",
    cell: ({ index }) => <span className="figure">{index}</span>,
  },
  { id: "name", header: t("Event"), optional: true, cell: ({ name }) => name },
  {
    id: "actor_kind",
    header: t("Kind of who"),
    optional: true,
    cell: ({ actor }) => actorKind(actor.kind),
  },
  {
    id: "request_id",
    header: t("Request"),
    optional: true,
    cell: ({ request_id }) => request_id ?? "–",
  },
];

function inShort(entry: Entry): string {
  return changesOf(entry)
    .map(({ field, before, after }) => `${field}: ${before} → ${after}`)
    .join("; ");
}
