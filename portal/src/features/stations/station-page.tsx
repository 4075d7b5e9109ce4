import type { Schemas } from "@/api/types";
import { Age } from "@/components/age";
import { Facts, Section } from "@/components/detail";
import { TenantLink } from "@/components/tenant-link";
import { AccessMode } from "@/features/stations/access-mode";
import { Acts } from "@/features/stations/acts";
import { ConnectGuide } from "@/features/stations/connect-guide";
import { Connectors } from "@/features/stations/connectors";
import { FactsOfState } from "@/features/stations/facts-of-state";
import { makeOf } from "@/features/stations/station-columns";
import { StationFrame } from "@/features/stations/station-frame";
import { protocolName } from "@/features/stations/station-words";
import classes from "@/features/stations/station.module.css";
import { Wrongs } from "@/features/stations/wrongs";
import { t } from "@/lib/words";

type Station = Schemas["Station"];

/** A station now: its connectors, what is wrong and what can be done about it. */
export function StationPage() {
  return (
    <StationFrame>
      {(station) =>
        station.socket.state === "never" ? (
          <NeverSeen station={station} />
        ) : (
          <div className={classes.columns}>
            <div className={classes.column}>
              <Connectors station={station} />
              <Wrongs station={station} />
              <FactsOfState station={station} />
            </div>
            <div className={classes.column}>
              <Acts station={station} />
              <AccessMode stationId={station.id} />
              <WhatItIs station={station} />
            </div>
          </div>
        )
      }
    </StationFrame>
  );
}

/** What a station that has never connected needs: that somebody types something into it. */
function NeverSeen({ station }: { station: Station }) {
  return (
    <div className={classes.columns}>
      <div className={classes.column}>
        <ConnectGuide station={station} password={null} />
      </div>
      <div className={classes.column}>
        <AccessMode stationId={station.id} />
        <WhatItIs station={station} />
      </div>
    </div>
  );
}

function WhatItIs({ station }: { station: Station }) {
  const { socket } = station;
  return (
    <Section title={t("What it is")}>
      <Facts
        facts={[
          [t("Code"), station.code],
          [
            t("Location"),
            <TenantLink key="location" to={`locations/${station.location_id}`}>
              <bdi>{station.location_name}</bdi>
            </TenantLink>,
          ],
          [t("Make"), makeOf(station)],
          [t("Serial number"), station.serial_number],
          [t("Firmware"), station.firmware_version],
          [t("Speaks"), protocolName(socket.subprotocol ?? station.protocol)],
          [t("Security profile"), socket.security_profile ?? station.security_profile],
          [t("Connects from"), socket.remote_address],
          [
            t("Booted"),
            station.booted_at === null ? null : <Age key="booted" at={station.booted_at} />,
          ],
          [
            t("Last heartbeat"),
            station.heartbeat_at === null ? null : <Age key="beat" at={station.heartbeat_at} />,
          ],
          [t("Family"), station.quirk_profile],
        ]}
      />
    </Section>
  );
}
