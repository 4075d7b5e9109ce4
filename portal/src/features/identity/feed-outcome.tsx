import { Stack, Text } from "@mantine/core";

import { Facts, Section } from "@/components/detail";
import { Table } from "@/components/list/table";
import type { FeedReport } from "@/features/identity/feeding";
import { rowErrorColumns } from "@/features/identity/import-report";
import { count as written } from "@/lib/quantities";
import { t } from "@/lib/words";

/** What became of a partner's file, or would: what comes, changes and goes, and what is wrong. */
export function FeedOutcome({ report }: { report: FeedReport }) {
  const { dry_run: dry, errors } = report;
  return (
    <Section title={dry ? t("What would come of it") : t("What came of it")}>
      <Facts
        facts={[
          [t("Rows"), written(report.rows)],
          [dry ? t("Would be added") : t("Added"), written(report.added)],
          [dry ? t("Would change") : t("Changed"), written(report.changed)],
          [dry ? t("Would be forgotten") : t("Forgotten"), written(report.removed)],
          [t("Stay as they are"), written(report.unchanged)],
          [t("Wrong lines"), written(errors.length)],
        ]}
      />
      {errors.length > 0 && (
        <Stack gap="xs" h={Math.min(460, 120 + errors.length * 36)}>
          <Text>
            {t("Nothing is applied while any line is wrong: mend these, then try again.")}
          </Text>
          <Table
            label={t("Wrong lines")}
            rows={errors}
            rowId={(error) => `${error.line} ${error.field}`}
            columns={rowErrorColumns}
            chosen={null}
            sort={null}
            onSort={() => undefined}
            onEnd={() => undefined}
          />
        </Stack>
      )}
    </Section>
  );
}
