import { rest } from "@/api/client";
import { Section } from "@/components/detail";
import { Answered, Loading } from "@/components/states";
import { TenantLink } from "@/components/tenant-link";
import { ExpectedMode } from "@/features/stations/access/expected-mode";
import { OverrideActs } from "@/features/stations/access/override-acts";
import { useMay } from "@/lib/me";
import { t } from "@/lib/words";

/** Who may charge at a station now, and why. */
export function AccessMode({ stationId }: { stationId: string }) {
  const maySee = useMay("access.decisions.read");
  const access = rest.useQuery(
    "get",
    "/api/v1/stations/{station_id}/access",
    { params: { path: { station_id: stationId } } },
    { enabled: maySee },
  );
  if (!maySee) return null;
  return (
    <Section
      title={t("Access mode")}
      actions={access.data !== undefined && <OverrideActs access={access.data} />}
    >
      <Answered query={access} loading={<Loading rows={2} />}>
        {(told) => (
          <>
            <ExpectedMode access={told} />
            <TenantLink to={`stations/${stationId}/access`}>
              {t("Policy, next changes and overrides")}
            </TenantLink>
          </>
        )}
      </Answered>
    </Section>
  );
}
