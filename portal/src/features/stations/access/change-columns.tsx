import { Anchor } from "@mantine/core";

import type { Schemas } from "@/api/types";
import { Age } from "@/components/age";
import type { Column } from "@/components/list/columns";
import { Status, type Tone } from "@/components/status";
import { changeCauses, changeReasons, changes } from "@/features/stations/access/control-words";
import { modes } from "@/lib/modes";
import { t } from "@/lib/words";

type Change = Schemas["ChangeView"];

const tones: ReadonlyMap<Change["status"], Tone> = new Map([
  ["confirmed", "good"],
  ["rejected", "bad"],
  ["failed", "bad"],
  ["missed", "warn"],
]);

/** The columns of a list of changes; the first shows the whole of one. */
export function changeColumnsOf(show: (change: Change) => void): readonly Column<Change>[] {
  return [
    {
      id: "wanted",
      header: t("Mode"),
      width: 140,
      priority: 1,
      cell: (change) => (
        <Anchor component="button" type="button" inherit onClick={() => show(change)}>
          {modes[change.wanted].label}
        </Anchor>
      ),
    },
    {
      id: "status",
      header: t("What became of it"),
      width: 190,
      priority: 1,
      cell: ({ status }) => <Status tone={tones.get(status) ?? "busy"}>{changes[status]}</Status>,
    },
    {
      id: "effective_at",
      header: t("Due"),
      sort: "effective_at",
      width: 130,
      priority: 1,
      cell: ({ effective_at: at }) => <Age at={at} />,
    },
    {
      id: "reason",
      header: t("Why not"),
      width: 220,
      priority: 2,
      cell: ({ reason }) => (reason === null ? "–" : (changeReasons[reason] ?? reason)),
    },
    {
      id: "answer",
      header: t("Its last answer"),
      width: 200,
      priority: 2,
      cell: ({ evidence }) => <bdi>{evidence.at(-1)?.answered ?? "–"}</bdi>,
    },
    {
      id: "cause",
      header: t("Cause"),
      width: 160,
      priority: 3,
      cell: ({ cause }) => changeCauses[cause] ?? cause,
    },
    {
      id: "asked",
      header: t("Times told"),
      width: 90,
      priority: 4,
      align: "end",
      cell: ({ asked }) => asked,
    },
  ];
}
