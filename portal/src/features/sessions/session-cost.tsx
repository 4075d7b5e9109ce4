import { Text } from "@mantine/core";

import { rest } from "@/api/client";
import type { Schemas } from "@/api/types";
import { CostBreakdown, Due } from "@/components/cost-breakdown";
import { Section } from "@/components/detail";
import { Said } from "@/components/said";
import { Answered } from "@/components/states";
import { TenantLink } from "@/components/tenant-link";
import { useMay } from "@/lib/me";
import { t } from "@/lib/words";

type Cost = Schemas["SessionCost"];

const free: Readonly<Record<NonNullable<Cost["free"]>, string>> = {
  freevend: t("It costs nothing: anybody may charge there."),
  unidentified: t("It costs nothing: nobody was identified."),
  no_tariff: t("It costs nothing: no tariff held when it began."),
};

const without: Readonly<Record<NonNullable<Cost["no_cdr"]>, string | null>> = {
  freevend: null,
  unidentified: null,
  no_tariff: null,
  live: null,
  energy_unknown: t("It has no CDR: its energy is not known."),
  too_many_readings: t("It has no CDR: it had more readings than a price can be made of."),
  in_doubt: t("It has no CDR while it is in doubt: settle that first."),
  soon: t("Its CDR is being made."),
};

/** What a session costs so far, or did cost, line by line; or why it is free. */
export function SessionCost({ id }: { id: string }) {
  const cost = rest.useQuery("get", "/api/v1/sessions/{session_id}/cost", {
    params: { path: { session_id: id } },
  });
  return (
    <Section title={t("Cost")}>
      <Answered query={cost}>{(told) => <Told told={told} />}</Answered>
    </Section>
  );
}

function Told({ told }: { told: Cost }) {
  const { cost, live, no_cdr: why = null, cdr_id: cdr } = told;
  const maySeeCdrs = useMay("cdrs.read");
  const lacking = why === null ? null : without[why];
  if (cost === null) {
    return <Text>{told.free === null ? t("It costs nothing.") : free[told.free]}</Text>;
  }
  const due = <Due amount={cost.due} currency={cost.currency} />;
  return (
    <>
      <Text component="div">
        {live ? (
          <Said sentence="<due/> so far." parts={{ due }} />
        ) : (
          <Said sentence="<due/> in all." parts={{ due }} />
        )}{" "}
        {cdr != null && maySeeCdrs && (
          <TenantLink to={`cdrs/${cdr}`} underline="always">
            {t("Its CDR")}
          </TenantLink>
        )}
        {lacking}
      </Text>
      {!told.energy_known && (
        <Text c="dimmed">{t("Its energy is not known, and is priced as none.")}</Text>
      )}
      {told.truncated && (
        <Text c="dimmed">
          {t("It has so many readings that of the last ones only the meter's register counts.")}
        </Text>
      )}
      <CostBreakdown cost={cost} timezone={told.timezone} />
    </>
  );
}
