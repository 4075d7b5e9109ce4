import { Group, Text } from "@mantine/core";
import { useParams } from "@tanstack/react-router";

import { api, rest } from "@/api/client";
import type { Schemas } from "@/api/types";
import { ChangeLink, RemoveButton } from "@/components/acts";
import { Age } from "@/components/age";
import { ButtonLink } from "@/components/button-link";
import { confirmAct } from "@/components/confirm";
import { Facts, Section } from "@/components/detail";
import { ModeState } from "@/components/mode-state";
import { Page } from "@/components/page";
import { ReadPage } from "@/components/read-page";
import { TenantLink } from "@/components/tenant-link";
import { tellDone } from "@/components/toasts";
import { WeekView } from "@/components/week-editor/week-view";
import { ExceptionList } from "@/features/access/policies/exception-list";
import { PolicyPreview } from "@/features/access/policies/policy-preview";
import { PolicyReplay } from "@/features/access/policies/policy-replay";
import { PolicyStations } from "@/features/access/policies/policy-stations";
import { PolicyVersions } from "@/features/access/policies/policy-versions";
import { elsewhereInWords, refusedInWords, USUAL } from "@/features/access/policies/start-rules";
import { useRenewAccess } from "@/lib/renew-access";
import { useGo } from "@/lib/going";
import { useMay } from "@/lib/me";
import { t } from "@/lib/words";

type Policy = Schemas["AccessPolicy"];

/** One policy: its week and exceptions, what comes of them, and the stations that it governs. */
export function PolicyPage() {
  const { policy: id = "" } = useParams({ strict: false });
  const policy = rest.useQuery("get", "/api/v1/access/policies/{policy_id}", {
    params: { path: { policy_id: id } },
  });
  return (
    <ReadPage query={policy} title={t("Access policy")}>
      {(policy) => <Told key={id} policy={policy} />}
    </ReadPage>
  );
}

function Told({ policy }: { policy: Policy }) {
  const mayEdit = useMay("access.policy.edit");
  const maySeeStations = useMay("access.control.read");
  const isOwn = policy.station_id !== null;
  const starts = { ...USUAL, ...policy.starts };
  return (
    <Page
      title={policy.name ?? t("A station's own policy")}
      beside={<ModeState mode={policy.default_mode} />}
      actions={mayEdit && !isOwn && <Acts policy={policy} />}
    >
      {isOwn && (
        <Text>
          <TenantLink to={`stations/${policy.station_id ?? ""}/access`}>
            {t("To the station that it governs")}
          </TenantLink>
        </Text>
      )}
      <Facts
        facts={[
          [t("By default"), <ModeState key="mode" mode={policy.default_mode} />],
          [t("Refused, and charging all the same"), refusedInWords(starts)],
          [t("Charging elsewhere at the same time"), elsewhereInWords(starts)],
          [t("Version"), policy.version],
          [t("Added"), <Age key="added" at={policy.created_at} />],
          [t("Changed"), <Age key="changed" at={policy.updated_at} />],
        ]}
      />
      <Section title={t("The week")}>
        <WeekView defaultMode={policy.default_mode} windows={policy.windows} />
      </Section>
      <Section
        title={t("Exceptions")}
        actions={
          mayEdit && (
            <ButtonLink to={`policies/${policy.id}/holidays`} variant="default">
              {t("Public holidays …")}
            </ButtonLink>
          )
        }
      >
        <ExceptionList exceptions={policy.exceptions} />
      </Section>
      {!isOwn && maySeeStations && <PolicyStations policy={policy} />}
      <PolicyPreview draft={draftOf(policy)} />
      <PolicyReplay
        draft={draftOf(policy)}
        at={policy.stations > 0 ? { policy: policy.id } : undefined}
      />
      <Section title={t("Versions")}>
        <PolicyVersions id={policy.id} />
      </Section>
    </Page>
  );
}

/** Return the draft that says what a policy does. */
function draftOf({ default_mode, windows, exceptions, starts }: Policy): Schemas["PolicyDraft"] {
  return {
    default_mode,
    windows: windows.map(({ days, begins, ends, mode }) => ({ days, begins, ends, mode })),
    exceptions: exceptions.map(({ name, begins, ends, mode }) => ({ name, begins, ends, mode })),
    starts: { ...USUAL, ...starts },
  };
}

function Acts({ policy }: { policy: Policy }) {
  const go = useGo();
  const renew = useRenewAccess();
  const remove = async () => {
    const path = { policy_id: policy.id };
    await api.DELETE("/api/v1/access/policies/{policy_id}", { params: { path } });
    tellDone(t("The policy was removed"));
    await go("policies");
    await renew();
  };
  const ask = () =>
    confirmAct({
      title: t("Remove {{name}}?", { name: (policy.name ?? "").slice(0, 100) }),
      consequence: t(
        "A policy that governs stations is not removed: give these another first. This cannot be undone.",
      ),
      label: t("Remove the policy"),
      dangerous: true,
      run: remove,
    });
  return (
    <Group gap="xs">
      <ChangeLink to={`policies/${policy.id}/edit`} />
      <RemoveButton onClick={ask} />
    </Group>
  );
}
