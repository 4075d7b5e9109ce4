import type { Schemas } from "@/api/types";
import { type Count, Counts } from "@/app/overview/counts";
import { useHere } from "@/app/overview/overall";
import classes from "@/app/overview/overview.module.css";
import { Section } from "@/components/detail";
import { Figure } from "@/components/figure";
import { problems } from "@/features/sessions/session-words";
import { count, power } from "@/lib/quantities";
import { t } from "@/lib/words";

type Overview = Schemas["sessions_public_Overview"];

/** What charges now, with what power. */
export function SessionsNow({ now }: { now: Overview }) {
  const search = { open: "true", ...useHere()("sessions") };
  return (
    <Section title={t("Sessions now")}>
      <div className={classes.figures}>
        <Figure label={t("Live")} value={count(now.live)} to="sessions" search={search} />
        <Figure label={t("Total power")} value={power(now.power_w)} to="sessions" search={search} />
      </div>
      <Counts label={t("Live sessions by status")} whole={now.live} counts={statuses(now)} />
    </Section>
  );
}

/** Sessions whose figures or end a person should settle. */
export function InDoubt({ now }: { now: Overview }) {
  return <Counts label={t("Sessions in doubt")} whole={now.doubtful} counts={doubts(now)} />;
}

function statuses(now: Overview): Count[] {
  const words = [
    ["charging", t("Charging")],
    ["suspended", t("Paused")],
    ["started", t("Started, no energy yet")],
  ] as const;
  const counts: Count[] = words.map(([status, label]) => ({
    label,
    count: now.by_status[status] ?? 0,
    to: "sessions",
    search: { status },
  }));
  const search = { stranded: "true" };
  counts.push({ label: t("Cut off"), count: now.stranded, to: "sessions", search, loud: true });
  return counts;
}

function doubts(now: Overview): Count[] {
  const to = "sessions";
  const all: Count = {
    label: t("Sessions in doubt"),
    count: now.doubtful,
    to,
    search: { doubtful: "true" },
    loud: true,
  };
  const each = Object.entries(now.by_problem)
    .sort(([, one], [, other]) => other - one)
    .map(([problem, number]) => ({
      label: problems[problem]?.label ?? problem,
      count: number,
      to,
      search: { doubtful: "true", problem },
    }));
  return [all, ...each];
}
