import { List, Text, Title } from "@mantine/core";

import { rest } from "@/api/client";
import { Age } from "@/components/age";
import { Section } from "@/components/detail";
import { Listed } from "@/components/names";
import { Said } from "@/components/said";
import { Answered, Loading } from "@/components/states";
import { TenantLink } from "@/components/tenant-link";
import { moduleName } from "@/features/roaming/roaming-words";
import { whyUntold } from "@/features/roaming/untold-words";
import { itemsOf } from "@/lib/items";
import { t } from "@/lib/words";

const READ = 500;
const NAMED = 5;
const TRIED_AGAIN_MS = 60_000;

/** Something that partners cannot be told, or not without leaving a part of it out. */
interface Subject {
  to: string;
  name: string;
  reason: string;
  since: string;
}

/** What partners cannot be told, why, and what would help: it is tried again by itself. */
export function Untold() {
  // That something is sayable after all is told by no event.
  const again = { refetchInterval: TRIED_AGAIN_MS };
  const unsaid = rest.useQuery("get", "/api/v1/roaming/publishing/unsaid", undefined, again);
  const omissions = rest.useQuery(
    "get",
    "/api/v1/roaming/publishing/omissions",
    { params: { query: { limit: READ } } },
    again,
  );
  return (
    <Section title={t("What partners cannot be told")}>
      <Title order={3} size="h6">
        {t("Sessions and CDRs of their drivers")}
      </Title>
      <Answered query={unsaid} loading={<Loading rows={1} />}>
        {(rows) => (
          <Reasons
            label={t("Sessions and CDRs of their drivers")}
            subjects={rows.map(({ module, subject_id, ...row }) => ({
              ...row,
              to: `${module}/${subject_id}`,
              name: module === "cdrs" ? t("a CDR") : t("a session"),
            }))}
          />
        )}
      </Answered>
      <Title order={3} size="h6">
        {t("Locations and tariffs")}
      </Title>
      <Answered query={omissions} loading={<Loading rows={1} />}>
        {(page) => (
          <Reasons
            label={t("Locations and tariffs")}
            subjects={itemsOf(page).map(({ module, subject_id, name, part, ...row }) => ({
              ...row,
              to: `${module}/${subject_id}`,
              name: [name ?? moduleName(module), part].filter((one) => one !== null).join(", "),
            }))}
          />
        )}
      </Answered>
    </Section>
  );
}

/** Each reason once, with what it holds back, the longest first. */
function Reasons({ label, subjects }: { label: string; subjects: readonly Subject[] }) {
  if (subjects.length === 0) return <Text c="dimmed">{t("Nothing is held back.")}</Text>;
  const reasons = new Map<string, Subject[]>();
  for (const one of subjects.toSorted((one, other) => one.since.localeCompare(other.since)))
    reasons.set(one.reason, [...(reasons.get(one.reason) ?? []), one]);
  return (
    <List aria-label={label} size="sm" spacing="xs">
      {[...reasons].map(([reason, held]) => (
        <Reason key={reason} reason={reason} held={held} />
      ))}
    </List>
  );
}

function Reason({ reason, held }: { reason: string; held: readonly Subject[] }) {
  const { what, todo } = whyUntold(reason);
  const names = held.slice(0, NAMED).map(({ to, name }) => (
    <TenantLink key={to} to={to}>
      <bdi>{name}</bdi>
    </TenantLink>
  ));
  const more = held.length - names.length;
  return (
    <List.Item className="wrap">
      <Text inherit fw={600}>
        {what === reason ? <bdi lang="en">{reason}</bdi> : what}
      </Text>
      {todo !== "" && <Text inherit>{todo}</Text>}
      <Text inherit component="div">
        <Listed names={names} />
        {more > 0 && ` ${t("and {{number}} more", { number: more })}`}
        {", "}
        <Said
          sentence="the first <since/>"
          parts={{ since: <Age at={held[0]?.since ?? null} /> }}
        />
      </Text>
    </List.Item>
  );
}
