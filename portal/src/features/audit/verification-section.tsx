import { Button, List, Progress as Bar, Stack, Text } from "@mantine/core";
import { IconShieldCheck } from "@tabler/icons-react";
import { useEffect, useRef, useState } from "react";

import { Section } from "@/components/detail";
import { ProblemAlert } from "@/components/states";
import { TenantLink } from "@/components/tenant-link";
import { Verdict } from "@/components/verdict";
import { wrongWord } from "@/features/audit/finding-words";
import { type Finding, type Progress, type Report, verifyLog } from "@/features/audit/verification";
import { useMay } from "@/lib/me";
import { count } from "@/lib/quantities";
import { t, told } from "@/lib/words";

type State =
  | { kind: "idle" }
  | { kind: "checking"; progress: Progress | null }
  | { kind: "done"; report: Report }
  | { kind: "failed"; error: unknown };

/** Has the server recompute the whole log, and says where it is broken. */
export function VerificationSection() {
  const [state, setState] = useState<State>({ kind: "idle" });
  const running = useRef<AbortController | null>(null);
  const may = useMay("audit.verify");
  useEffect(() => () => running.current?.abort(), []);
  const verify = async () => {
    const { signal } = (running.current = new AbortController());
    setState({ kind: "checking", progress: null });
    try {
      const report = await verifyLog(
        (progress) => setState({ kind: "checking", progress }),
        signal,
      );
      setState({ kind: "done", report });
    } catch (error) {
      if (!signal.aborted) setState({ kind: "failed", error });
    }
  };
  return (
    <Section title={t("Verify it")}>
      <Text maw={860}>
        {t(
          "Every hash is computed anew from the entries, and compared with what was signed. Whoever changed, removed or put in an entry cannot make the signed roots come out again.",
        )}
      </Text>
      {may ? (
        <Button
          style={{ alignSelf: "start" }}
          leftSection={<IconShieldCheck size={14} aria-hidden />}
          loading={state.kind === "checking"}
          onClick={() => void verify()}
        >
          {t("Verify the log")}
        </Button>
      ) : (
        <Text c="dimmed">
          {t(
            "This needs the permission audit.verify. Whoever administers your tenant can give it.",
          )}
        </Text>
      )}
      {state.kind === "checking" && <Checking progress={state.progress} />}
      {state.kind === "failed" && (
        <ProblemAlert error={state.error} title={t("It was not verified")} />
      )}
      {state.kind === "done" && <Verified report={state.report} />}
    </Section>
  );
}

function Checking({ progress }: { progress: Progress | null }) {
  const { checked, size } = progress ?? { checked: 0, size: 0 };
  const share = size === 0 ? 0 : (100 * checked) / size;
  const places = { checked: count(checked), size: count(size) };
  return (
    <Stack gap={4} maw={860} role="status">
      <Bar value={share} aria-label={t("How far it is")} />
      <Text size="sm">{t("{{checked}} of {{size}} entries", places)}</Text>
    </Stack>
  );
}

function Verified({ report }: { report: Report }) {
  const places = {
    size: count(report.size),
    heads: count(report.heads),
    anchors: count(report.anchors),
    erased: count(report.erased),
    emptied: count(report.emptied),
  };
  if (report.ok) {
    return (
      <Verdict good title={t("The log is whole.")}>
        <Text>
          {t(
            "{{size}} entries are what was signed (heads: {{heads}}, anchors: {{anchors}}).",
            places,
          )}
        </Text>
        {report.erased + report.emptied > 0 && (
          <Text>
            {t(
              "{{erased}} personal fields were erased and {{emptied}} entries emptied, each as a later entry says.",
              places,
            )}
          </Text>
        )}
      </Verdict>
    );
  }
  return (
    <Verdict good={false} title={t("The log is not what was signed.")}>
      <List size="sm">
        {report.findings.map((finding, nth) => (
          <List.Item key={nth} className="wrap">
            <Place finding={finding} />
            {wrongWord(finding.wrong)}. {told(finding.detail)}
          </List.Item>
        ))}
      </List>
      <Text>
        {t(
          "What to do: keep the database as it is, and who may reach it. Take an export below, restore the last backup beside it, and compare the entries from the first bad one on. Who wrote to the database past Chargehouse is told by the logs of PostgreSQL.",
        )}
      </Text>
    </Verdict>
  );
}

function Place({ finding: { index, until } }: { finding: Finding }) {
  if (index === undefined) return null;
  const named =
    until === undefined
      ? t("Entry {{index}}", { index })
      : t("Entries {{index}} to {{until}}", { index, until });
  return (
    <>
      <TenantLink to={`audit/${index}`}>{named}</TenantLink>:{" "}
    </>
  );
}
