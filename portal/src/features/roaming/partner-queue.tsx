import { Alert, Button, Group, Text } from "@mantine/core";

import { api, rest } from "@/api/client";
import type { Schemas } from "@/api/types";
import { Age } from "@/components/age";
import { RowTable } from "@/components/brief-table";
import { confirmAct } from "@/components/confirm";
import { Facts, Section } from "@/components/detail";
import type { Column } from "@/components/list/columns";
import { Said } from "@/components/said";
import { Answered } from "@/components/states";
import { tellDone, tellProblem } from "@/components/toasts";
import { useRenew } from "@/features/roaming/renew";
import { faultOf, moduleName, type Partner } from "@/features/roaming/roaming-words";
import { useMay } from "@/lib/me";
import { count } from "@/lib/quantities";
import { t } from "@/lib/words";

type Queue = Schemas["PartnerQueue"];
type Waiting = Schemas["WaitingPush"] & { id: string };

const PATH = "/api/v1/roaming/partners/{partner_id}/queue";
const WHILE_WAITING_MS = 5_000;

/** What a partner is still to be told, how that goes, and the ways to hurry it. */
export function PartnerQueueSection({ partner }: { partner: Partner }) {
  const queue = rest.useQuery(
    "get",
    PATH,
    { params: { path: { partner_id: partner.id } } },
    // What was told is said by no event.
    {
      refetchInterval: ({ state: { data } }) =>
        data !== undefined && (data.waiting > 0 || data.resync?.finished === false)
          ? WHILE_WAITING_MS
          : false,
    },
  );
  const mayEdit = useMay("partners.edit");
  return (
    <Section
      title={t("What it is told")}
      actions={mayEdit && <Acts partner={partner} queue={queue.data} />}
    >
      <Answered query={queue}>{(queue) => <Told queue={queue} />}</Answered>
    </Section>
  );
}

function Told({ queue }: { queue: Queue }) {
  const { resync, receives, failing_since: failing } = queue;
  const fault = queue.last_error === null ? null : faultOf(queue.last_error);
  return (
    <>
      {failing !== null && (
        <Alert color="orange" title={t("Nothing reaches the partner")}>
          <Text size="sm" component="div">
            <Said
              sentence="It failed first <since/>. It is tried again by itself <next/>; what changes meanwhile waits, the newest state of each thing once."
              parts={{
                since: <Age at={failing} />,
                next: <Age at={queue.next_try_at} never={t("soon")} />,
              }}
            />
          </Text>
          {fault !== null && (
            <Text size="sm" fw={600}>
              {fault.what} {fault.todo}
            </Text>
          )}
        </Alert>
      )}
      {receives.length === 0 && (
        <Text c="dimmed">{t("It takes nothing from us: it asks for what it wants to know.")}</Text>
      )}
      <Facts
        facts={[
          [t("It takes"), receives.map(moduleName).join(", ")],
          [t("Waits"), count(queue.waiting)],
          [
            t("The oldest waits"),
            queue.oldest_since === null ? null : <Age key="oldest" at={queue.oldest_since} />,
          ],
          [t("Told last"), <Age key="told" at={queue.last_pushed_at} never={t("never")} />],
          [
            t("Last failure"),
            queue.last_error_at === null ? null : <Age key="failed" at={queue.last_error_at} />,
          ],
          [t("All told again"), resync === null ? null : <Resync key="resync" resync={resync} />],
        ]}
      />
      {queue.oldest.length > 0 && <Oldest rows={queue.oldest} />}
    </>
  );
}

function Resync({ resync }: { resync: NonNullable<Queue["resync"]> }) {
  const { begun_at, done, total, finished } = resync;
  if (finished)
    return <Said sentence="done, begun <age/>" parts={{ age: <Age at={begun_at} /> }} />;
  const [shown, all] = [count(done), count(total)];
  return <>{t("{{shown}} of {{all}}", { shown, all })}</>;
}

const columns: readonly Column<Waiting>[] = [
  {
    id: "module",
    header: t("What"),
    width: 110,
    priority: 1,
    cell: ({ module }) => moduleName(module),
  },
  {
    id: "since",
    header: t("Since"),
    width: 110,
    priority: 1,
    cell: ({ since }) => <Age at={since} />,
  },
  { id: "attempts", header: t("Tries"), width: 70, priority: 3, cell: ({ attempts }) => attempts },
  {
    id: "next",
    header: t("Next try"),
    width: 110,
    priority: 3,
    cell: ({ next_try_at }) => <Age at={next_try_at} never={t("now")} />,
  },
  {
    id: "error",
    header: t("Why"),
    width: 260,
    priority: 2,
    cell: ({ error }) => {
      if (error === null) return "–";
      const { what } = faultOf(error);
      return <span title={error}>{what}</span>;
    },
  },
];

function Oldest({ rows }: { rows: Queue["oldest"] }) {
  const items = rows.map((row) => ({ ...row, id: `${row.module} ${row.subject_id}` }));
  return <RowTable label={t("What has waited the longest")} rows={items} columns={columns} />;
}

function Acts({ partner, queue }: { partner: Partner; queue: Queue | undefined }) {
  const renew = useRenew();
  const params = { path: { partner_id: partner.id } };
  const retry = async () => {
    try {
      await api.POST(`${PATH}/retry`, { params });
      tellDone(t("All that waits is tried now"));
    } catch (error) {
      tellProblem(t("It was not tried"), error);
    }
    await renew();
  };
  const resync = async () => {
    await api.POST(`${PATH}/resync`, { params });
    await renew();
    tellDone(t("The partner is told everything again"));
  };
  const ask = () =>
    confirmAct({
      title: t("Tell the partner everything again?"),
      consequence: t(
        "All that it takes is sent once more, CDRs excepted, behind whatever changes meanwhile. It does no harm, and may take a while.",
      ),
      label: t("Tell it everything again"),
      run: resync,
    });
  return (
    <Group gap="xs">
      {queue !== undefined && queue.waiting > 0 && (
        <Button variant="default" onClick={() => void retry()}>
          {t("Try now")}
        </Button>
      )}
      <Button variant="default" onClick={ask}>
        {t("Tell it everything again …")}
      </Button>
    </Group>
  );
}
