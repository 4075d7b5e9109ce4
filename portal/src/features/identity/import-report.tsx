import { Stack, Text } from "@mantine/core";

import type { Schemas } from "@/api/types";
import { Facts, Section } from "@/components/detail";
import type { Column } from "@/components/list/columns";
import { Table } from "@/components/list/table";
import { count as written } from "@/lib/quantities";
import { t, told } from "@/lib/words";

type Report = Schemas["ImportReport"];
type RowError = Schemas["RowError"];

/** The columns of wrong lines. */
export const rowErrorColumns: readonly Column<RowError>[] = [
  { id: "line", header: t("Line"), width: 80, priority: 1, align: "end", cell: ({ line }) => line },
  { id: "field", header: t("Column"), width: 120, priority: 1, cell: ({ field }) => field },
  {
    id: "message",
    header: t("What is wrong"),
    width: 400,
    priority: 1,
    cell: (e) => told(e.message),
  },
];

/** What became of a file, or would: how many rows, and each refused one by its line. */
export function ImportReport({ report }: { report: Report }) {
  const { dry_run: dry, rows, added, vehicles_added, refused, errors } = report;
  return (
    <Section title={dry ? t("What would come of it") : t("What came of it")}>
      <Facts
        facts={[
          [t("Rows"), written(rows)],
          [dry ? t("Would be added") : t("Added"), written(added)],
          [dry ? t("Vehicles that would be added") : t("Vehicles added"), written(vehicles_added)],
          [t("Refused"), written(refused)],
        ]}
      />
      {errors.length > 0 && (
        <Stack gap="xs" h={Math.min(420, 80 + errors.length * 36)}>
          <Table
            label={t("Refused lines")}
            rows={errors}
            rowId={(error) => `${error.line} ${error.field}`}
            columns={rowErrorColumns}
            chosen={null}
            sort={null}
            onSort={() => undefined}
            onEnd={() => undefined}
          />
          {refused > errors.length && (
            <Text size="xs">
              {t("Only the first {{number}} are shown.", { number: written(errors.length) })}
            </Text>
          )}
        </Stack>
      )}
    </Section>
  );
}
