import { Button, Group, Text } from "@mantine/core";

import { api, rest } from "@/api/client";
import { Problem } from "@/api/problem";
import type { Schemas } from "@/api/types";
import { BriefTable, RowTable } from "@/components/brief-table";
import { confirmAct } from "@/components/confirm";
import { Section } from "@/components/detail";
import type { Column } from "@/components/list/columns";
import { Power } from "@/components/quantities";
import { tellDone, tellProblem } from "@/components/toasts";
import { sentColumns } from "@/features/roaming/command-columns";
import { answerOf, type SentCommand } from "@/features/roaming/command-words";
import type { Received } from "@/features/roaming/received-words";
import { useRenew } from "@/features/roaming/renew";
import { itemsOf } from "@/lib/items";
import { useMay } from "@/lib/me";
import { exact } from "@/lib/time";
import { t } from "@/lib/words";

type InForce = Schemas["LimitsInForce"];
type Limits = NonNullable<InForce["limits"]>;

const SHOWN = 10;
const PATH = "/api/v1/roaming/partners/{partner_id}";
const SECOND_MS = 1000;
const REFUSED = 409;
/** How far ahead limits are read. */
const AHEAD_S = 86_400;

/** What was asked of the charger at which a session of a partner's is, and the limits there. */
export function SessionCommands({ row }: { row: Received }) {
  const { partner_id, object_id, status, unlisted_at } = row;
  const sent = rest.useQuery("get", "/api/v1/roaming/sent-commands", {
    params: { query: { partner_id, session_id: object_id ?? "", limit: SHOWN } },
  });
  const told = rest.useQuery(
    "get",
    `${PATH}/charging-profiles/{their_session}`,
    { params: { path: { partner_id, their_session: object_id ?? "" } } },
    { retry: false },
  );
  const mayCommand = useMay("remote.command");
  const runs = status === "ACTIVE" && unlisted_at === null;
  const limits = newest([told.data, ...itemsOf(sent.data).map(({ profile }) => profile)]);
  return (
    <Section title={t("Commands")} actions={mayCommand && runs && <Acts row={row} />}>
      <BriefTable
        label={t("What we asked of its chargers")}
        query={sent}
        columns={sentColumns}
        empty={t("Nothing was asked of the charger.")}
      />
      {limits !== null && <InForceTable inForce={limits} />}
    </Section>
  );
}

/** The limits that begin the latest; null where none were told. */
function newest(told: readonly (InForce | null | undefined)[]): InForce | null {
  return told.reduce<InForce | null>((last, one) => {
    if (one === null || one === undefined) return last;
    return last === null || one.starts_at > last.starts_at ? one : last;
  }, null);
}

function InForceTable({ inForce: { starts_at, limits } }: { inForce: InForce }) {
  if (limits === null)
    return (
      <Text size="sm">
        {t("The charger had no limit from {{at}} on.", { at: exact(starts_at) })}
      </Text>
    );
  const begins = Date.parse(limits.starts_at ?? starts_at);
  const rows = limits.periods.map(({ start_s, limit }) => ({
    id: String(start_s),
    from: new Date(begins + start_s * SECOND_MS).toISOString(),
    limit,
    unit: limits.unit,
  }));
  return <RowTable label={t("Limits of the session")} rows={rows} columns={limitColumns} />;
}

interface LimitRow {
  id: string;
  from: string;
  limit: string;
  unit: Limits["unit"];
}

const limitColumns: readonly Column<LimitRow>[] = [
  { id: "from", header: t("From"), width: 180, priority: 1, cell: ({ from }) => exact(from) },
  {
    id: "limit",
    header: t("Limit"),
    width: 120,
    priority: 1,
    cell: ({ limit, unit }) =>
      unit === "W" ? (
        <Power w={Number(limit)} />
      ) : (
        t("{{limit}} A per phase", { limit: Number(limit) })
      ),
  },
];

function Acts({ row: { partner_id, object_id } }: { row: Received }) {
  const renew = useRenew();
  const params = { path: { partner_id } };
  const session_id = object_id ?? "";
  const after = async (asked: SentCommand | undefined) => {
    await renew();
    if (asked === undefined) return;
    if (asked.state === "accepted" || asked.state === "done")
      tellDone(t("The partner took it on"), t("What its charger makes of it stands below."));
    else {
      const said = asked.response === null ? t("It gave no answer.") : answerOf(asked.response);
      const problem = new Problem({ type: "partner_refused", detail: said }, REFUSED);
      tellProblem(t("The partner did not take it on"), problem);
    }
  };
  const stop = () =>
    confirmAct({
      title: t("Stop the session at the partner's charger?"),
      consequence: t(
        "The partner is asked to end it. What its charger makes of that is shown here as soon as it says so.",
      ),
      label: t("Stop the session"),
      dangerous: true,
      run: async () => {
        const body = { kind: "STOP_SESSION", session_id } as const;
        await after((await api.POST(`${PATH}/commands`, { params, body })).data);
      },
    });
  const limits = async (kind: "GET_PROFILE" | "CLEAR_PROFILE") => {
    try {
      const body = { kind, session_id, duration_s: AHEAD_S };
      await after((await api.POST(`${PATH}/charging-profiles`, { params, body })).data);
    } catch (error) {
      tellProblem(t("The partner was not asked"), error);
    }
  };
  const clear = () =>
    confirmAct({
      title: t("Clear the limits of the session?"),
      consequence: t(
        "The partner's charger is asked to forget the limits that we set. Its own remain.",
      ),
      label: t("Clear the limits"),
      run: () => limits("CLEAR_PROFILE"),
    });
  return (
    <Group gap="xs">
      <Button variant="default" onClick={() => void limits("GET_PROFILE")}>
        {t("Read its limits")}
      </Button>
      <Button variant="default" onClick={clear}>
        {t("Clear its limits …")}
      </Button>
      <Button color="red" variant="light" onClick={stop}>
        {t("Stop the session …")}
      </Button>
    </Group>
  );
}
