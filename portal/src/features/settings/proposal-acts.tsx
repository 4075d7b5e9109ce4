import { Button, Group, Text } from "@mantine/core";

import { api } from "@/api/client";
import type { Schemas } from "@/api/types";
import { confirmAct } from "@/components/confirm";
import { tellDone } from "@/components/toasts";
import { ProposedChange } from "@/features/settings/proposed-change";
import { useRenew } from "@/features/settings/renew";
import { useMay } from "@/lib/me";
import { t } from "@/lib/words";

type Proposal = Schemas["Proposal"];

/** What can be done with a change that waits: another person decides, who proposed takes back. */
export function ProposalActs({ proposal }: { proposal: Proposal }) {
  const renew = useRenew();
  const mayApprove = useMay("settings.approve");
  const mayUpdate = useMay("settings.update");
  if (proposal.status !== "open") return <>–</>;
  const params = { path: { proposal_id: proposal.id } };
  const done = async (title: string) => {
    await renew();
    tellDone(title);
  };
  const approve = () =>
    confirmAct({
      title: t("Approve the change of {{key}}?", { key: proposal.key }),
      consequence: (
        <Consequence proposal={proposal}>
          {t("It is made at once, and stays recorded.")}
        </Consequence>
      ),
      label: t("Approve"),
      reason: true,
      run: async (reason) => {
        const body = { reason };
        await api.POST("/api/v1/settings/proposals/{proposal_id}/approve", { params, body });
        await done(t("The change was approved and holds"));
      },
    });
  const decline = () =>
    confirmAct({
      title: t("Decline the change of {{key}}?", { key: proposal.key }),
      consequence: (
        <Consequence proposal={proposal}>
          {t("Nothing changes. It can be proposed again.")}
        </Consequence>
      ),
      label: t("Decline"),
      reason: true,
      run: async (reason) => {
        const body = { reason };
        await api.POST("/api/v1/settings/proposals/{proposal_id}/decline", { params, body });
        await done(t("The change was declined"));
      },
    });
  const withdraw = () =>
    confirmAct({
      title: t("Take back the change of {{key}}?", { key: proposal.key }),
      consequence: (
        <Consequence proposal={proposal}>
          {t("Nothing changes. It can be proposed again.")}
        </Consequence>
      ),
      label: t("Take it back"),
      reason: true,
      run: async (reason) => {
        const body = { reason };
        await api.POST("/api/v1/settings/proposals/{proposal_id}/withdraw", { params, body });
        await done(t("The change was taken back"));
      },
    });
  return (
    <Group gap={6}>
      {proposal.is_own ? (
        <>
          <Text span size="sm" title={t("Nobody approves what they proposed themselves.")}>
            {t("Yours: another person decides.")}
          </Text>
          {mayUpdate && (
            <Button variant="default" size="compact-sm" onClick={withdraw}>
              {t("Take it back")}
            </Button>
          )}
        </>
      ) : (
        mayApprove && (
          <>
            <Button size="compact-sm" onClick={approve}>
              {t("Approve")}
            </Button>
            <Button variant="default" size="compact-sm" onClick={decline}>
              {t("Decline")}
            </Button>
          </>
        )
      )}
    </Group>
  );
}

function Consequence({ proposal, children }: { proposal: Proposal; children: string }) {
  return (
    <>
      <Text fw={600} className="wrap">
        <ProposedChange proposal={proposal} />
      </Text>
      {proposal.reason !== null && (
        <Text className="wrap">
          <bdi>{proposal.reason}</bdi>
        </Text>
      )}
      <Text>{children}</Text>
    </>
  );
}
