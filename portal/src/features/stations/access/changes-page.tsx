import { Drawer, Text } from "@mantine/core";
import { useState } from "react";

import type { Schemas } from "@/api/types";
import { Facts } from "@/components/detail";
import { ListPage } from "@/components/list/list-page";
import { ModeState } from "@/components/mode-state";
import { Empty } from "@/components/states";
import { TenantLink } from "@/components/tenant-link";
import { changeColumnsOf } from "@/features/stations/access/change-columns";
import { changeCauses, changeReasons, changes } from "@/features/stations/access/control-words";
import { ProblemEvidence } from "@/features/stations/access/problem-evidence";
import { StationFrame } from "@/features/stations/station-frame";
import { exact } from "@/lib/time";
import { t } from "@/lib/words";

type Change = Schemas["ChangeView"];

/** Every change of a charger's mode that was tried, the newest first, with its answers. */
export function StationChangesPage() {
  return <StationFrame fill>{({ id }) => <History station={id} />}</StationFrame>;
}

function History({ station }: { station: string }) {
  const [shown, setShown] = useState<Change | null>(null);
  return (
    <>
      <Text size="sm">
        <TenantLink to={`stations/${station}/access`}>{t("Back to its access")}</TenantLink>
      </Text>
      <ListPage
        title={t("Changes of its mode")}
        path="/api/v1/access/mode-changes"
        columns={changeColumnsOf(setShown)}
        filters={[]}
        always={{ station_id: station }}
        csv={false}
        embedded
        empty={
          <Empty title={t("Its mode was never changed")}>
            {t("Each change that a policy or an override asks for stands here, and what it said.")}
          </Empty>
        }
      />
      <Drawer
        opened={shown !== null}
        onClose={() => setShown(null)}
        title={t("Change of its mode")}
        position="right"
        size="lg"
      >
        {shown !== null && <Whole change={shown} />}
      </Drawer>
    </>
  );
}

function Whole({ change }: { change: Change }) {
  const at = (instant: string | null) => (instant === null ? null : exact(instant));
  return (
    <>
      <Facts
        facts={[
          [t("Mode"), <ModeState key="mode" mode={change.wanted} />],
          [t("What became of it"), changes[change.status]],
          [
            t("Why not"),
            change.reason === null ? null : (changeReasons[change.reason] ?? change.reason),
          ],
          [t("Cause"), changeCauses[change.cause] ?? change.cause],
          [t("Due"), at(change.effective_at)],
          [t("First told"), at(change.requested_at)],
          [t("Last tried"), at(change.tried_at)],
          [t("Tried again"), at(change.next_at)],
          [t("Setting"), change.path === null ? null : <code key="path">{change.path}</code>],
          [t("Times told"), change.asked],
        ]}
      />
      <Text fw={600} mt="sm">
        {t("What it was asked, and answered")}
      </Text>
      <ProblemEvidence
        evidence={change.evidence.map((one) => ({ ...one }))}
        station={change.station_id}
      />
    </>
  );
}
