import { Button, Group, List, Text } from "@mantine/core";
import { useState } from "react";

import { api, rest } from "@/api/client";
import type { Schemas } from "@/api/types";
import { Age } from "@/components/age";
import { Facts, Section } from "@/components/detail";
import { ModeState } from "@/components/mode-state";
import { Answered } from "@/components/states";
import { Status } from "@/components/status";
import { TenantLink } from "@/components/tenant-link";
import { tellDone, tellProblem } from "@/components/toasts";
import { Capability, SayCapability } from "@/features/stations/access/capability";
import {
  capabilities,
  changes,
  inFull,
  outcomes,
  syncs,
} from "@/features/stations/access/control-words";
import { ControlProblem } from "@/features/stations/access/control-problem";
import { Drift } from "@/features/stations/access/drift";
import { useMay } from "@/lib/me";
import { useRenewAccess } from "@/lib/renew-access";
import { t } from "@/lib/words";

type Control = Schemas["ControlView"];

const PATH = "/api/v1/stations/{station_id}/access/control";

/** What the charger itself can do, says and did; and what is wrong with that. */
export function ChargerControl({ station }: { station: string }) {
  const maySee = useMay("access.control.read");
  const mayEdit = useMay("access.control.edit");
  const control = rest.useQuery(
    "get",
    PATH,
    { params: { path: { station_id: station } } },
    { enabled: maySee },
  );
  if (!maySee) return null;
  return (
    <Section
      title={t("At the charger")}
      actions={
        mayEdit && (
          <Group gap="xs">
            {control.data !== undefined && <SayCapability control={control.data} />}
            <Acts station={station} />
          </Group>
        )
      }
    >
      <Answered query={control}>{(found) => <Told control={found} />}</Answered>
    </Section>
  );
}

function Told({ control }: { control: Control }) {
  const { observed, change } = control;
  const capability = capabilities[control.capability];
  const sync = syncs[control.sync];
  return (
    <>
      <Facts
        facts={[
          [
            t("Can be switched"),
            <Status key="capability" tone={capability.tone} explained={inFull(capability)}>
              {capability.label}
            </Status>,
          ],
          [
            t("Agreement with what is expected"),
            <Status key="sync" tone={sync.tone} explained={inFull(sync)}>
              {sync.label}
            </Status>,
          ],
          [t("Its own mode"), observed === null ? t("not known") : <ModeState mode={observed} />],
          [
            t("Heard"),
            control.observed_at === null ? null : <Age key="heard" at={control.observed_at} />,
          ],
          [t("Setting"), control.path === null ? null : <code>{control.path.key}</code>],
          [
            t("Last change"),
            change === null ? null : (
              <TenantLink key="change" to={`stations/${control.station_id}/access/changes`}>
                {changes[change.status]}
              </TenantLink>
            ),
          ],
          [
            t("Probed"),
            control.probed_at === null ? null : <Age key="probed" at={control.probed_at} />,
          ],
        ]}
      />
      <Capability control={control} />
      <Drift control={control} />
      <Evidence control={control} />
      {control.problems.map((problem) => (
        <ControlProblem key={problem.id} problem={problem} />
      ))}
    </>
  );
}

/** What it was asked about its mode, and answered. */
function Evidence({ control }: { control: Control }) {
  const all = [...control.probe_evidence, ...(control.change?.evidence ?? [])];
  if (all.length === 0) return null;
  return (
    <details>
      <summary>{t("What it was asked, and answered")}</summary>
      <List size="sm">
        {all.map((one) => (
          <List.Item key={`${one.at} ${one.asked}`}>
            <code className="wrap">{one.asked}</code>{" "}
            <Text span size="sm" c="dimmed">
              <Age at={one.at} />: <bdi>{one.answered ?? outcomes[one.outcome] ?? one.outcome}</bdi>
            </Text>
          </List.Item>
        ))}
      </List>
    </details>
  );
}

function Acts({ station }: { station: string }) {
  const renew = useRenewAccess();
  const [busy, setBusy] = useState(false);
  const params = { path: { station_id: station } };
  const run = async (act: () => Promise<unknown>, done: string) => {
    setBusy(true);
    try {
      await act();
      tellDone(done);
    } catch (error) {
      tellProblem(t("It was not done"), error);
    } finally {
      setBusy(false);
      await renew();
    }
  };
  return (
    <>
      <Button
        variant="default"
        disabled={busy}
        onClick={() =>
          void run(
            () => api.POST("/api/v1/stations/{station_id}/access/control/probe", { params }),
            t("It was probed"),
          )
        }
      >
        {t("Probe it")}
      </Button>
      <Button
        variant="default"
        disabled={busy}
        onClick={() =>
          void run(
            () => api.POST("/api/v1/stations/{station_id}/access/control/retry", { params }),
            t("Its mode is brought about again"),
          )
        }
      >
        {t("Retry its mode")}
      </Button>
    </>
  );
}
