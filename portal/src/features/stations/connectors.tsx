import { Button, Group, Menu, Text } from "@mantine/core";
import { IconDots } from "@tabler/icons-react";
import { useState } from "react";

import type { Schemas } from "@/api/types";
import { Age } from "@/components/age";
import { Section } from "@/components/detail";
import { Energy, Identifier, Power } from "@/components/quantities";
import { Said } from "@/components/said";
import { Answered } from "@/components/states";
import { TenantLink } from "@/components/tenant-link";
import {
  goingOn,
  useCommandDrawer,
  useConnectors,
  useSessionsNow,
} from "@/features/stations/commands/command-drawer";
import { connectorName } from "@/features/stations/commands/targets";
import { DescribeConnector } from "@/features/stations/describe-connector";
import { faultMeaning } from "@/features/stations/fault-words";
import { Reported } from "@/features/stations/station-state";
import { powerTypes } from "@/features/stations/station-words";
import classes from "@/features/stations/station.module.css";
import { useMay } from "@/lib/me";
import { power } from "@/lib/quantities";
import { sessionWord } from "@/lib/session-word";
import { t } from "@/lib/words";

type Station = Schemas["Station"];
type Connector = Schemas["Connector"];
type Session = Schemas["SessionView"];

/** A station's connectors: what each reports, what charges there, and what can be done. */
export function Connectors({ station }: { station: Station }) {
  const connectors = useConnectors(station.id);
  const sessions = useSessionsNow(station.id);
  return (
    <Section title={t("Connectors")}>
      <Answered query={connectors}>
        {(all) => {
          const own = all.filter((connector) => connector.evse_id > 0);
          if (own.length === 0) return <NoConnector station={station} />;
          return (
            <ul className={classes.connectors} aria-label={t("Connectors")}>
              {own.map((connector) => (
                <Row
                  key={`${connector.evse_id}-${connector.connector_id}`}
                  station={station}
                  connector={connector}
                  sessions={goingOn(sessions.data).filter((session) => isAt(session, connector))}
                />
              ))}
            </ul>
          );
        }}
      </Answered>
    </Section>
  );
}

function isAt(session: Session, { evse_id, connector_id }: Connector): boolean {
  return (
    session.evse_id === evse_id &&
    (session.connector_id === null || session.connector_id === connector_id)
  );
}

function NoConnector({ station }: { station: Station }) {
  return (
    <Text c="dimmed">
      {station.socket.state === "never"
        ? t("Connectors appear here once the charger has connected and told of them.")
        : t(
            "The charger has not told of any connector. Ask it for its status under “What can be done”.",
          )}
    </Text>
  );
}

interface RowProps {
  station: Station;
  connector: Connector;
  sessions: readonly Session[];
}

function Row({ station, connector, sessions }: RowProps) {
  const name = connectorName(station, connector.evse_id, connector.connector_id);
  const { error_code } = connector;
  return (
    <li className={classes.connector} aria-label={name}>
      <div>
        <Text fw={600}>{name}</Text>
        <Text size="xs" c="dimmed">
          {kindOf(connector)}
        </Text>
      </div>
      <div>
        <Group gap={8}>
          <Reported status={connector.reported.status} />
          <Text size="sm" c="dimmed" component="span">
            <Age at={connector.reported.received_at} never={t("not told yet")} />
          </Text>
        </Group>
        {error_code !== null && error_code !== "" && error_code !== "NoError" && (
          <Text size="sm" className="wrap">
            {error_code}
            {connector.vendor_error_code !== null && ` (${connector.vendor_error_code})`}:{" "}
            {faultMeaning(error_code)}
          </Text>
        )}
        {sessions.map((session) => (
          <Charging key={session.id} session={session} />
        ))}
      </div>
      <Acts station={station} connector={connector} busy={sessions.length > 0} />
    </li>
  );
}

/** Return what a connector is; what nobody has said is not guessed. */
function kindOf({ power_type, standard, max_power_w }: Connector): string {
  const parts = [
    power_type === null ? t("power type not known") : (powerTypes[power_type] ?? power_type),
    standard,
    max_power_w === null ? null : t("up to {{power}}", { power: power(max_power_w) }),
  ];
  return parts.filter(Boolean).join(" · ");
}

function Charging({ session }: { session: Session }) {
  return (
    <Group gap={8} className="wrap">
      <TenantLink to={`sessions/${session.id}`}>{sessionWord(session.status)}</TenantLink>
      {session.vehicle_name === null ? (
        <Identifier masked={session.masked} />
      ) : (
        <bdi>{session.vehicle_name}</bdi>
      )}
      <Energy wh={session.energy_wh} />
      {session.power_w !== null && <Power w={session.power_w} />}
      <Text size="sm" c="dimmed" component="span">
        <Said sentence="began <age/>" parts={{ age: <Age at={session.started_at} /> }} />
      </Text>
    </Group>
  );
}

interface ActsProps {
  station: Station;
  connector: Connector;
  busy: boolean;
}

function Acts({ station, connector, busy }: ActsProps) {
  const open = useCommandDrawer();
  const mayCommand = useMay("stations.command");
  const mayEdit = useMay("stations.edit");
  const [describing, setDescribing] = useState(false);
  const at = { evseId: connector.evse_id, connectorId: connector.connector_id };
  if (!mayCommand && !mayEdit) return null;
  return (
    <Group gap={6} wrap="nowrap">
      {mayCommand && (
        <>
          {busy ? (
            <Button variant="light" onClick={() => open({ verb: "stop", ...at })}>
              {t("Stop")}
            </Button>
          ) : (
            <Button variant="light" onClick={() => open({ verb: "start", ...at })}>
              {t("Start")}
            </Button>
          )}
          <Button variant="default" onClick={() => open({ verb: "unlock", ...at })}>
            {t("Unlock")}
          </Button>
        </>
      )}
      <Menu position="bottom-end">
        <Menu.Target>
          <Button variant="subtle" px={6} aria-label={t("More for this connector")}>
            <IconDots size={16} aria-hidden />
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          {mayCommand && (
            <>
              <Menu.Item onClick={() => open({ verb: "availability", ...at })}>
                {t("In or out of service…")}
              </Menu.Item>
              <Menu.Item onClick={() => open({ verb: "trigger", ...at })}>
                {t("Ask for a message…")}
              </Menu.Item>
            </>
          )}
          {mayEdit && (
            <Menu.Item onClick={() => setDescribing(true)}>{t("Say what it is…")}</Menu.Item>
          )}
        </Menu.Dropdown>
      </Menu>
      <DescribeConnector
        station={station}
        connector={connector}
        opened={describing}
        onClose={() => setDescribing(false)}
      />
    </Group>
  );
}
