import { Group, Text } from "@mantine/core";

import { api, rest } from "@/api/client";
import type { Schemas } from "@/api/types";
import { RemoveButton } from "@/components/acts";
import { ButtonLink } from "@/components/button-link";
import { confirmAct } from "@/components/confirm";
import { Section } from "@/components/detail";
import { Answered } from "@/components/states";
import { TenantLink } from "@/components/tenant-link";
import { tellDone } from "@/components/toasts";
import { WeekView } from "@/components/week-editor/week-view";
import { useMay } from "@/lib/me";
import { useRenewAccess } from "@/lib/renew-access";
import { t } from "@/lib/words";

type Access = Schemas["StationAccess"];

/** The policy that governs a station: a shared one, its own, or none. */
export function GoverningPolicy({ access }: { access: Access }) {
  const { policy } = access;
  const mayEdit = useMay("access.policy.edit");
  return (
    <Section title={t("Its policy")} actions={mayEdit && <Acts access={access} />}>
      {policy === null ? (
        <Text>
          {t("No policy governs it: only those who are known may charge, unless it is overridden.")}
        </Text>
      ) : (
        <>
          <Text>
            {policy.is_own ? (
              t("It has a policy of its own.")
            ) : (
              <TenantLink to={`policies/${policy.id}`}>
                <bdi>{policy.name}</bdi>
              </TenantLink>
            )}
          </Text>
          <Week policy={policy.id} />
        </>
      )}
    </Section>
  );
}

function Week({ policy }: { policy: string }) {
  const read = rest.useQuery("get", "/api/v1/access/policies/{policy_id}", {
    params: { path: { policy_id: policy } },
  });
  return (
    <Answered query={read}>
      {({ default_mode: mode, windows, exceptions }) => (
        <>
          <WeekView defaultMode={mode} windows={windows} />
          {exceptions.length > 0 && (
            <Text size="sm">
              {t("And {{count}} exceptions, which go before the week.", {
                count: exceptions.length,
              })}
            </Text>
          )}
        </>
      )}
    </Answered>
  );
}

function Acts({ access }: { access: Access }) {
  const renew = useRenewAccess();
  const release = async () => {
    await api.DELETE("/api/v1/stations/{station_id}/access/policy", {
      params: { path: { station_id: access.station_id } },
    });
    await renew();
    tellDone(t("No policy governs the station any more"));
  };
  const ask = () =>
    confirmAct({
      title: t("Take the policy away from this station?"),
      consequence: t(
        "Only those who are known may charge then. A policy of its own is gone; a shared one goes on elsewhere.",
      ),
      label: t("Take it away"),
      run: release,
    });
  const isOwn = access.policy?.is_own === true;
  return (
    <Group gap="xs">
      <ButtonLink to={`stations/${access.station_id}/access/policy`} variant="default">
        {isOwn ? t("Change its own …") : t("Give it one of its own …")}
      </ButtonLink>
      {!isOwn && (
        <ButtonLink to="policies" variant="default">
          {t("Choose a shared one …")}
        </ButtonLink>
      )}
      {access.policy !== null && <RemoveButton onClick={ask} />}
    </Group>
  );
}
