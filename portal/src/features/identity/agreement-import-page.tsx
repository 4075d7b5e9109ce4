import { Alert, Button, Code, FileInput, Radio, Stack, Text } from "@mantine/core";
import { useParams } from "@tanstack/react-router";
import { useState } from "react";

import { Section } from "@/components/detail";
import { Page } from "@/components/page";
import { Said } from "@/components/said";
import { ProblemAlert } from "@/components/states";
import { TenantLink } from "@/components/tenant-link";
import { type FeedKind, type FeedReport, feedTable } from "@/features/identity/feeding";
import { FeedOutcome } from "@/features/identity/feed-outcome";
import { useRenew } from "@/features/identity/renew";
import { t } from "@/lib/words";

/** Feeds an agreement by file: it is checked first, and applied when somebody says so. */
export function AgreementImportPage() {
  const { agreement: id = "" } = useParams({ strict: false });
  const [file, setFile] = useState<File | null>(null);
  const [kind, setKind] = useState<FeedKind>("full");
  const [report, setReport] = useState<FeedReport | null>(null);
  const [failure, setFailure] = useState<unknown>(null);
  const [busy, setBusy] = useState(false);
  const renew = useRenew();
  const send = async (chosen: File, how: FeedKind, dryRun: boolean) => {
    setBusy(true);
    setFailure(null);
    setReport(null);
    try {
      setReport(await feedTable(id, chosen, how, dryRun));
      if (!dryRun) await renew();
    } catch (error) {
      setFailure(error);
    } finally {
      setBusy(false);
    }
  };
  const choose = (chosen: File | null, how: FeedKind) => {
    setFile(chosen);
    setKind(how);
    setReport(null);
    setFailure(null);
    if (chosen !== null) void send(chosen, how, true);
  };
  return (
    <Page title={t("A partner's identifiers from a file")}>
      <Section title={t("The file")}>
        <Stack gap="sm" maw={640} align="start">
          <Text>
            <Said
              sentence="A table with commas or semicolons (CSV, UTF-8). Its first line names the columns: <needed>value</needed>, and any of <other>type, status, group, valid_from, valid_until</other>."
              parts={{ needed: <Code />, other: <Code /> }}
            />
          </Text>
          <Radio.Group
            label={t("What the file is")}
            value={kind}
            onChange={(how) => choose(file, how === "full" ? "full" : "partial")}
          >
            <Stack gap="xs" mt="xs">
              <Radio
                value="full"
                label={t("The whole list: what is not in it is forgotten")}
                disabled={busy}
              />
              <Radio
                value="partial"
                label={t("A part of it: nothing is forgotten")}
                disabled={busy}
              />
            </Stack>
          </Radio.Group>
          <FileInput
            w="100%"
            label={t("File")}
            description={t("It is checked at once; nothing is written yet.")}
            placeholder={t("Choose a file")}
            accept=".csv,text/csv,text/plain"
            clearable
            value={file}
            onChange={(chosen) => choose(chosen, kind)}
            disabled={busy}
          />
          {busy && <Text role="status">{t("Reading the file …")}</Text>}
        </Stack>
      </Section>
      {failure !== null && <ProblemAlert error={failure} title={t("The file was not taken")} />}
      {report !== null && <FeedOutcome report={report} />}
      {report?.dry_run === true && report.errors.length === 0 && file !== null && (
        <Button onClick={() => void send(file, kind, false)} loading={busy}>
          {t("Apply the file")}
        </Button>
      )}
      {report?.applied === true && (
        <Alert color="teal" title={t("The file was applied")} role="status">
          {t("Decisions know it from now on.")}{" "}
          <TenantLink to={`agreements/${id}`}>{t("Go to the agreement")}</TenantLink>
        </Alert>
      )}
    </Page>
  );
}
