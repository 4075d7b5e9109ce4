import { Button, Code, Group, List, Text } from "@mantine/core";
import { IconStethoscope } from "@tabler/icons-react";
import { Fragment, useState } from "react";

import { api, rest } from "@/api/client";
import { Problem } from "@/api/problem";
import type { Schemas } from "@/api/types";
import { Age } from "@/components/age";
import { Section } from "@/components/detail";
import { Said } from "@/components/said";
import { Answered, Loading } from "@/components/states";
import { Status, type Tone } from "@/components/status";
import { tellProblem } from "@/components/toasts";
import { Typed } from "@/components/typed";
import { Verdict } from "@/components/verdict";
import classes from "@/features/roaming/doctor.module.css";
import { useRenew } from "@/features/roaming/renew";
import type { Partner } from "@/features/roaming/roaming-words";
import { useMay } from "@/lib/me";
import { t, told } from "@/lib/words";

type Examination = Schemas["Examination"];
type Finding = Schemas["Finding"];

const PATH = "/api/v1/roaming/partners/{partner_id}/examination";
const UNDER_WAY_MS = 2_000;
const NOT_FOUND = 404;

const severities: Readonly<Record<Finding["severity"], readonly [tone: Tone, word: string]>> = {
  fault: ["bad", t("fault")],
  warning: ["warn", t("warning")],
  note: ["quiet", t("note")],
};

/** What the doctor finds at a partner: each fault with its evidence, and what to do. */
export function PartnerDoctor({ partner }: { partner: Partner }) {
  const [busy, setBusy] = useState(false);
  const renew = useRenew();
  const params = { path: { partner_id: partner.id } };
  const last = rest.useQuery(
    "get",
    PATH,
    { params },
    {
      retry: false,
      // How far it is, is told by no event.
      refetchInterval: ({ state: { data } }) =>
        busy || data?.state === "under_way" ? UNDER_WAY_MS : false,
    },
  );
  const examine = async () => {
    setBusy(true);
    try {
      await api.POST(PATH, { params, body: { authorisation: false } });
    } catch (error) {
      tellProblem(t("It was not examined"), error);
    }
    setBusy(false);
    await renew();
  };
  const never = last.data === undefined && last.error !== null && isAbsent(last.error);
  const button = useMay("partners.edit") && (
    <Button
      variant="default"
      loading={busy || last.data?.state === "under_way"}
      leftSection={<IconStethoscope size={14} aria-hidden />}
      onClick={() => void examine()}
    >
      {t("Examine it")}
    </Button>
  );
  return (
    <Section title={t("Doctor")} actions={button}>
      {never ? (
        <Text c="dimmed">
          {t(
            "It was not examined yet. The doctor asks the partner for what it has, changes nothing there, and says what is wrong with the answers. It takes a minute at most.",
          )}
        </Text>
      ) : (
        <Answered query={last} loading={<Loading rows={2} />}>
          {(examination) => <Told examination={examination} />}
        </Answered>
      )}
    </Section>
  );
}

function isAbsent(error: unknown): boolean {
  return Problem.from(error).status === NOT_FOUND;
}

function Told({ examination }: { examination: Examination }) {
  const { state, findings = [], ended_at, requests } = examination;
  if (state === "under_way") {
    return <Text>{t("The doctor is asking; {{requests}} requests so far.", { requests })}</Text>;
  }
  const found = together(findings);
  const faults = countOf(found, "fault");
  const warnings = countOf(found, "warning");
  return (
    <>
      {state === "broken_off" ? (
        <Text>{t("The last examination was broken off: examine it again.")}</Text>
      ) : (
        <Verdict good={faults === 0} title={verdictOf(faults, warnings)}>
          <Text size="sm" component="div">
            <Said
              sentence="Examined <age/>, by {{requests}} requests."
              values={{ requests }}
              parts={{ age: <Age at={ended_at} /> }}
            />
          </Text>
          {examination.cut_short != null && (
            <Text size="sm">
              {t("Not everything could be asked: the partner answers too slowly, or has too much.")}
            </Text>
          )}
        </Verdict>
      )}
      {found.length > 0 && (
        <ol className={classes.findings} aria-label={t("Findings")}>
          {found.map(([first, ...others]) => (
            <Row key={first.id} first={first} found={[first, ...others]} />
          ))}
        </ol>
      )}
      <Sound examination={examination} />
    </>
  );
}

function verdictOf(faults: number, warnings: number): string {
  if (faults > 0) return t("Faults were found: {{faults}}", { faults });
  if (warnings > 0)
    return t("No fault was found, but something to know: {{warnings}}", { warnings });
  return t("Nothing was found that is wrong");
}

type Found = readonly [first: Finding, ...others: Finding[]];

/** What was found, each fault once: in several modules it is the same one. */
function together(findings: readonly Finding[]): Found[] {
  const found = new Map<string, [Finding, ...Finding[]]>();
  for (const finding of findings) {
    const known = found.get(finding.id);
    if (known === undefined) found.set(finding.id, [finding]);
    else known.push(finding);
  }
  return [...found.values()];
}

function countOf(found: readonly Found[], severity: Finding["severity"]): number {
  return found.filter(([first]) => first.severity === severity).length;
}

function Row({ first, found }: { first: Finding; found: Found }) {
  const { severity, title, meaning, remedy, section } = first;
  const [tone, word] = severities[severity];
  const times = found.reduce((sum, each) => sum + each.times, 0);
  return (
    <li>
      <details>
        <summary>
          <Status tone={tone}>{word}</Status>{" "}
          <Text span inherit fw={600}>
            <Typed text={told(title)} />
          </Text>{" "}
          {found.map(
            ({ module }) =>
              module != null && (
                <Fragment key={module}>
                  <Code>{module}</Code>{" "}
                </Fragment>
              ),
          )}
          {times > 1 && (
            <Text span inherit c="dimmed">
              {t("seen {{times}} times", { times })}
            </Text>
          )}
        </summary>
        <Text className="wrap">
          <Typed text={told(meaning)} />
        </Text>
        <Text className="wrap" fw={600}>
          <Typed text={told(remedy)} />
        </Text>
        <Text size="sm" c="dimmed">
          {t("OCPI says so in:")} <bdi lang="en">{section}</bdi>
        </Text>
        <Evidence evidence={found.flatMap((each) => each.evidence)} />
      </details>
    </li>
  );
}

function Evidence({ evidence }: { evidence: Finding["evidence"] }) {
  if (evidence.length === 0) return null;
  return (
    <List size="sm" aria-label={t("Evidence")}>
      {evidence.map(({ request, http_status, where, excerpt }, nth) => (
        <List.Item key={nth} className="wrap">
          <bdi>{askedOf(request, http_status)}</bdi>
          {where != null && (
            <>
              , <Code>{where}</Code>
            </>
          )}
          {excerpt != null && (
            <>
              : <Code className="wrap">{excerpt}</Code>
            </>
          )}
        </List.Item>
      ))}
    </List>
  );
}

/** The request in which something was seen, and the status of its answer. */
function askedOf(request: string, status: number | null | undefined): string {
  return status == null ? request : `${request}: HTTP ${status}`;
}

/** What was looked at besides: what is sound, and what could not be looked at. */
function Sound({ examination: { checks = [] } }: { examination: Examination }) {
  const sound = checks.filter(({ outcome }) => outcome === "sound");
  const unmade = checks.filter(({ outcome }) => outcome === "not_made");
  if (checks.length === 0) return null;
  return (
    <Group gap="lg" align="start">
      <Checks title={t("Sound: {{number}}", { number: sound.length })} checks={sound} />
      <Checks
        title={t("Could not be looked at: {{number}}", { number: unmade.length })}
        checks={unmade}
      />
    </Group>
  );
}

function Checks({ title, checks }: { title: string; checks: readonly Schemas["CheckResult"][] }) {
  if (checks.length === 0) return null;
  return (
    <details>
      <summary>{title}</summary>
      <List size="sm">
        {checks.map(({ id, title: said }) => (
          <List.Item key={id}>
            <Typed text={told(said)} />
          </List.Item>
        ))}
      </List>
    </details>
  );
}
