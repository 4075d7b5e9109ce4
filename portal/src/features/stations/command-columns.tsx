import { Anchor } from "@mantine/core";

import type { Schemas } from "@/api/types";
import { Age } from "@/components/age";
import type { Column } from "@/components/list/columns";
import { Status } from "@/components/status";
import { outcomeOf } from "@/features/stations/commands/outcome-words";
import { whoOf } from "@/lib/who";
import { t } from "@/lib/words";

type Command = Schemas["Command"];

/** What the list of a station's commands shows of each; `show` unfolds one. */
export function columnsOf(show: (command: Command) => void): readonly Column<Command>[] {
  return [
    {
      id: "action",
      header: t("Command"),
      width: 210,
      priority: 1,
      cell: (command) => (
        <Anchor component="button" type="button" inherit onClick={() => show(command)}>
          {command.action}
        </Anchor>
      ),
    },
    {
      id: "status",
      header: t("Outcome"),
      width: 130,
      priority: 1,
      cell: (command) => {
        const { tone, label, title } = outcomeOf(command);
        return (
          <Status tone={tone} explained={title}>
            {label}
          </Status>
        );
      },
    },
    {
      id: "said",
      header: t("It said"),
      width: 160,
      priority: 2,
      cell: (command) => command.answer_status ?? command.error_code ?? "–",
    },
    {
      id: "at",
      header: t("When"),
      width: 130,
      priority: 1,
      cell: (command) => <Age at={command.requested_at} />,
    },
    {
      id: "by",
      header: t("By"),
      width: 160,
      priority: 3,
      cell: (command) => <bdi>{whoOf(command.requested_by)}</bdi>,
    },
    {
      id: "reason",
      header: t("Reason"),
      width: 200,
      priority: 3,
      cell: (command) => <bdi>{command.reason ?? "–"}</bdi>,
    },
  ];
}
