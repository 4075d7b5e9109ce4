import { rest } from "@/api/client";
import type { Schemas } from "@/api/types";
import { Age } from "@/components/age";
import { BriefTable } from "@/components/brief-table";
import type { Column } from "@/components/list/columns";
import { ModeState } from "@/components/mode-state";
import { windowTimes } from "@/components/week-editor/week-words";
import { modes } from "@/lib/modes";
import { whoOf } from "@/lib/who";
import { t } from "@/lib/words";

type Version = Schemas["PolicyVersion"] & { id: string };

const columns: readonly Column<Version>[] = [
  { id: "version", header: t("Version"), width: 80, priority: 1, cell: (one) => one.version },
  {
    id: "changed_at",
    header: t("Since"),
    width: 120,
    priority: 1,
    cell: (one) => <Age at={one.changed_at} />,
  },
  {
    id: "changed_by",
    header: t("By"),
    width: 160,
    priority: 1,
    cell: (one) => <bdi>{whoOf(one.changed_by)}</bdi>,
  },
  {
    id: "default_mode",
    header: t("By default"),
    width: 140,
    priority: 2,
    cell: ({ document }) => <ModeState mode={document.default_mode} />,
  },
  {
    id: "windows",
    header: t("Windows"),
    width: 320,
    priority: 3,
    cell: ({ document }) => {
      const said = document.windows
        .map((one) =>
          t("{{mode}}, {{times}}", { mode: modes[one.mode].label, times: windowTimes(one) }),
        )
        .join("; ");
      return <span title={said}>{said}</span>;
    },
  },
];

/** What a policy said before, since when, and who made it say so: the newest first. */
export function PolicyVersions({ id }: { id: string }) {
  const versions = rest.useQuery(
    "get",
    "/api/v1/access/policies/{policy_id}/versions",
    { params: { path: { policy_id: id } } },
    { select: (all) => ({ items: all.map((one) => ({ ...one, id: String(one.version) })) }) },
  );
  return (
    <BriefTable
      label={t("Versions of the policy")}
      query={versions}
      columns={columns}
      empty={t("None.")}
    />
  );
}
