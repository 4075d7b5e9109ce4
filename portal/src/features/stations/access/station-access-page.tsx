import { Group } from "@mantine/core";

import { rest } from "@/api/client";
import type { Schemas } from "@/api/types";
import { Section } from "@/components/detail";
import { Outlook } from "@/components/outlook/outlook";
import { Answered } from "@/components/states";
import { ChargerControl } from "@/features/stations/access/charger-control";
import { ExpectedMode } from "@/features/stations/access/expected-mode";
import { GoverningPolicy } from "@/features/stations/access/governing-policy";
import { LocalList } from "@/features/stations/access/local-list";
import { NextChanges } from "@/features/stations/access/next-changes";
import { OverrideActs } from "@/features/stations/access/override-acts";
import { Overrides } from "@/features/stations/access/overrides";
import { Rollout } from "@/features/stations/access/rollout";
import { UnknownZone } from "@/features/stations/access/unknown-zone";
import { StationFrame } from "@/features/stations/station-frame";
import classes from "@/features/stations/station.module.css";
import { t } from "@/lib/words";

/** Who may charge at a station: now and why, next, and what governs it. */
export function StationAccessPage() {
  return <StationFrame>{(station) => <Told station={station} />}</StationFrame>;
}

function Told({ station }: { station: Schemas["Station"] }) {
  const access = rest.useQuery("get", "/api/v1/stations/{station_id}/access", {
    params: { path: { station_id: station.id } },
  });
  return (
    <Answered query={access}>
      {(told) => (
        <div className={classes.column}>
          <div className={classes.columns}>
            <Section
              title={t("Who may charge")}
              actions={
                <Group gap="xs">
                  <OverrideActs access={told} />
                </Group>
              }
            >
              <ExpectedMode access={told} />
              <UnknownZone zone={told.unknown_timezone} location={station.location_id} />
            </Section>
            <Section title={t("Next changes")}>
              <NextChanges outlook={told.outlook} />
            </Section>
          </div>
          <ChargerControl station={station.id} />
          <LocalList station={station.id} />
          <GoverningPolicy access={told} />
          <Rollout station={station.id} />
          <Section title={t("The next eight weeks")}>
            <Outlook outlook={told.outlook} />
          </Section>
          <Section title={t("Overrides")}>
            <Overrides station={station.id} />
          </Section>
        </div>
      )}
    </Answered>
  );
}
