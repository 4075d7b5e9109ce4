import { Alert, Button, List, Text } from "@mantine/core";

import { api, rest } from "@/api/client";
import type { Schemas } from "@/api/types";
import { Age } from "@/components/age";
import { RowTable } from "@/components/brief-table";
import { confirmAct } from "@/components/confirm";
import { Facts, Section } from "@/components/detail";
import type { Column } from "@/components/list/columns";
import { Answered, Loading } from "@/components/states";
import { Status } from "@/components/status";
import { TenantLink } from "@/components/tenant-link";
import { tellDone } from "@/components/toasts";
import { useRenew } from "@/features/roaming/renew";
import { moduleName, type Partner } from "@/features/roaming/roaming-words";
import { useMay } from "@/lib/me";
import { count } from "@/lib/quantities";
import { t } from "@/lib/words";

type Pull = Schemas["PullState"];

const PATH = "/api/v1/roaming/partners/{partner_id}/pulls";
const RUNNING_MS = 3_000;

const columns: readonly Column<Pull & { id: string }>[] = [
  {
    id: "module",
    header: t("What"),
    width: 110,
    priority: 1,
    cell: ({ module, partner_id }) => (
      <TenantLink to="received" search={{ module, partner_id }}>
        {moduleName(module)}
      </TenantLink>
    ),
  },
  {
    id: "state",
    header: t("Status"),
    width: 110,
    priority: 1,
    cell: ({ state, faulty }) => {
      if (state === "failed") return <Status tone="bad">{t("failed")}</Status>;
      if (state === "running") return <Status tone="busy">{t("being read")}</Status>;
      return faulty > 0 ? (
        <Status tone="warn">{t("with faults")}</Status>
      ) : (
        <Status tone="good">{t("well")}</Status>
      );
    },
  },
  {
    id: "ended_well_at",
    header: t("Read well"),
    width: 110,
    priority: 1,
    cell: ({ ended_well_at }) => <Age at={ended_well_at} never={t("never")} />,
  },
  {
    id: "listed",
    header: t("Listed"),
    width: 90,
    priority: 3,
    align: "end",
    cell: ({ listed }) => count(listed),
  },
  {
    id: "changed",
    header: t("New or changed"),
    width: 120,
    priority: 3,
    align: "end",
    cell: ({ added, changed }) => count(added + changed),
  },
  {
    id: "faulty",
    header: t("Faulty"),
    width: 80,
    priority: 2,
    align: "end",
    cell: ({ faulty }) => count(faulty),
  },
];

/** How the partner's lists were read last, and what was wrong with them. */
export function PartnerPulls({ partner }: { partner: Partner }) {
  const pulls = rest.useQuery(
    "get",
    PATH,
    { params: { path: { partner_id: partner.id } } },
    {
      // How far a reading is, is told by no event.
      refetchInterval: ({ state: { data } }) =>
        data?.some(({ state }) => state === "running") === true ? RUNNING_MS : false,
    },
  );
  const mayPull = useMay("received.pull");
  return (
    <Section title={t("What it tells us")} actions={mayPull && <ReadNow partner={partner} />}>
      <Answered query={pulls} loading={<Loading rows={3} />}>
        {(pulls) =>
          pulls.length === 0 ? (
            <Text c="dimmed">{t("None of its lists was read yet.")}</Text>
          ) : (
            <>
              <RowTable
                label={t("Lists of the partner")}
                rows={pulls.map((pull) => ({ ...pull, id: pull.module }))}
                columns={columns}
              />
              {pulls.map((pull) => (
                <Faults key={pull.module} pull={pull} />
              ))}
            </>
          )
        }
      </Answered>
      <Kept partner={partner} />
    </Section>
  );
}

/** How much is kept of what the partner told, and where there is no room for more. */
function Kept({ partner }: { partner: Partner }) {
  const kept = rest.useQuery("get", "/api/v1/roaming/partners/{partner_id}/kept", {
    params: { path: { partner_id: partner.id } },
  });
  return (
    <Answered query={kept} loading={<Loading rows={1} />}>
      {(kept) => (
        <>
          {kept
            .filter(({ kept, most }) => kept >= most)
            .map(({ module }) => (
              <Alert
                key={module}
                color="orange"
                title={t("No more is kept: {{module}}", { module: moduleName(module) })}
              >
                {t(
                  "What is new is refused; what is kept goes on being changed. The bound is a setting.",
                )}
              </Alert>
            ))}
          <Facts
            facts={kept.map(({ module, ...numbers }) => {
              const [shown, all] = [count(numbers.kept), count(numbers.most)];
              return [
                t("Kept: {{module}}", { module: moduleName(module) }),
                t("{{shown}} of {{all}} at most", { shown, all }),
              ];
            })}
          />
        </>
      )}
    </Answered>
  );
}

/** Why a list could not be read, and the first of its objects that were left out. */
function Faults({ pull: { module, error, faults } }: { pull: Pull }) {
  if (error === null && faults.length === 0) return null;
  return (
    <details open={error !== null}>
      <summary>{t("What was wrong with {{module}}", { module: moduleName(module) })}</summary>
      {error !== null && (
        <Text size="sm" className="wrap" lang="en">
          {error}
        </Text>
      )}
      <List size="sm">
        {faults.map(({ index, field, message }, nth) => (
          <List.Item key={nth} className="wrap">
            <bdi lang="en">{`#${index} ${field}: ${message}`}</bdi>
          </List.Item>
        ))}
      </List>
    </details>
  );
}

function ReadNow({ partner }: { partner: Partner }) {
  const renew = useRenew();
  const read = async () => {
    await api.POST(PATH, {
      params: { path: { partner_id: partner.id } },
      body: { whole: true },
    });
    await renew();
    tellDone(t("Its lists are read now"));
  };
  const ask = () =>
    confirmAct({
      title: t("Read all of the partner's lists now?"),
      consequence: t(
        "They are read from the beginning, which may take a while; what is listed there no more is marked so. It does no harm.",
      ),
      label: t("Read them now"),
      run: read,
    });
  return (
    <Button variant="default" onClick={ask}>
      {t("Read its lists now …")}
    </Button>
  );
}
