import { Alert, Button, Code, FileInput, Group, Stack, Text } from "@mantine/core";
import { useState } from "react";

import type { Schemas } from "@/api/types";
import { Section } from "@/components/detail";
import { Page } from "@/components/page";
import { Said } from "@/components/said";
import { ProblemAlert } from "@/components/states";
import { TenantLink } from "@/components/tenant-link";
import { readTable } from "@/features/identity/importing";
import { ImportReport } from "@/features/identity/import-report";
import { useRenew } from "@/features/identity/renew";
import { count } from "@/lib/quantities";
import { t } from "@/lib/words";

type Report = Schemas["ImportReport"];

/** Brings identifiers in by file: it is checked first, and taken when somebody says so. */
export function ImportPage() {
  const [file, setFile] = useState<File | null>(null);
  const [report, setReport] = useState<Report | null>(null);
  const [failure, setFailure] = useState<unknown>(null);
  const [busy, setBusy] = useState(false);
  const renew = useRenew();
  const send = async (chosen: File, dryRun: boolean) => {
    setBusy(true);
    setFailure(null);
    try {
      setReport(await readTable(chosen, dryRun));
      if (!dryRun) await renew();
    } catch (error) {
      setFailure(error);
    } finally {
      setBusy(false);
    }
  };
  const choose = (chosen: File | null) => {
    setFile(chosen);
    setReport(null);
    setFailure(null);
    if (chosen !== null) void send(chosen, true);
  };
  return (
    <Page title={t("Identifiers from a file")}>
      <Section title={t("The file")}>
        <Stack gap="sm" maw={640}>
          <Text>
            <Said
              sentence="A table with commas or semicolons (CSV, UTF-8). Its first line names the columns: <needed>value</needed>, and any of <other>type, status, vehicle, group, valid_from, valid_until</other>. Vehicles are found by their name, and added where nobody has it."
              parts={{ needed: <Code />, other: <Code /> }}
            />
          </Text>
          <FileInput
            label={t("File")}
            description={t("It is checked at once; nothing is written yet.")}
            placeholder={t("Choose a file")}
            accept=".csv,text/csv,text/plain"
            clearable
            value={file}
            onChange={choose}
            disabled={busy}
          />
          {busy && <Text role="status">{t("Reading the file …")}</Text>}
        </Stack>
      </Section>
      {failure !== null && <ProblemAlert error={failure} title={t("The file was not taken")} />}
      {report !== null && (
        <>
          <ImportReport report={report} />
          {report.dry_run && file !== null && (
            <Take report={report} busy={busy} take={() => void send(file, false)} />
          )}
          {!report.dry_run && <Taken report={report} />}
        </>
      )}
    </Page>
  );
}

function Take({ report, busy, take }: { report: Report; busy: boolean; take: () => void }) {
  if (report.added === 0) {
    return (
      <Text>
        {t("There is nothing to import: mend the lines above, then choose the file anew.")}
      </Text>
    );
  }
  return (
    <Group>
      <Button onClick={take} loading={busy}>
        {t("Import {{number}} identifiers", { number: count(report.added), count: report.added })}
      </Button>
      {report.refused > 0 && <Text>{t("The lines that are refused are left out.")}</Text>}
    </Group>
  );
}

function Taken({ report }: { report: Report }) {
  return (
    <Alert
      color="teal"
      title={t("{{number}} identifiers were imported", {
        number: count(report.added),
        count: report.added,
      })}
      role="status"
    >
      {t("Decisions know them from now on.")}{" "}
      <TenantLink to="identifiers" search={{ source: "csv", sort: "-created_at" }}>
        {t("See those that came by file")}
      </TenantLink>
    </Alert>
  );
}
