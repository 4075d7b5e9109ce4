import { Accordion, Alert, Button, CopyButton, List, Stack, Text } from "@mantine/core";
import { IconCheck, IconCopy } from "@tabler/icons-react";
import type { ReactNode } from "react";

import { rest } from "@/api/client";
import type { Schemas } from "@/api/types";
import { Section } from "@/components/detail";
import { Said } from "@/components/said";
import { Answered } from "@/components/states";
import { TenantLink } from "@/components/tenant-link";
import { Typed } from "@/components/typed";
import { ConnectLight } from "@/features/stations/connect-light";
import { Refusals } from "@/features/stations/refusals";
import classes from "@/features/stations/station.module.css";
import { usualNames, vendorHints } from "@/features/stations/vendor-hints";
import { t } from "@/lib/words";

type Station = Schemas["Station"];
type Connection = Schemas["StationConnection"];

interface Props {
  station: Station;
  /** The password that was made just now; it is never told again. */
  password: string | null;
}

/** Exactly what is typed into a charger, and a light that turns green when it has worked. */
export function ConnectGuide({ station, password }: Props) {
  const connection = rest.useQuery("get", "/api/v1/stations/{station_id}/connection", {
    params: { path: { station_id: station.id } },
  });
  return (
    <>
      <ConnectLight station={station} />
      {station.socket.state !== "open" && <Refusals station={station} since={station.created_at} />}
      <Section title={t("Type this into the charger")}>
        <Answered query={connection}>
          {(told) => (
            <Stack gap="sm">
              <Values station={station} connection={told} password={password} />
              {told.advice !== null && (
                <Alert
                  color="yellow"
                  variant="light"
                  title={t("Not reachable from the network yet")}
                >
                  <Typed text={told.advice} />
                </Alert>
              )}
              {!told.encrypted && station.security_profile >= 2 && (
                <Alert color="yellow" variant="light" title={t("This needs TLS")}>
                  {t(
                    "Security profile {{profile}} asks for wss://, and this server listens without TLS. Whoever runs it gives it a certificate, or names a proxy that has one.",
                    { profile: station.security_profile },
                  )}
                </Alert>
              )}
              <Hints />
            </Stack>
          )}
        </Answered>
      </Section>
    </>
  );
}

interface ValuesProps extends Props {
  connection: Connection;
}

function Values({ station, connection, password }: ValuesProps) {
  return (
    <Stack gap={6}>
      <Value name={t("Whole address")} value={connection.url} />
      <Text size="sm" c="dimmed">
        {t(
          "Where the charger asks for address and id apart, or puts its id behind the address by itself:",
        )}
      </Text>
      <Value name={t("Address")} value={connection.base_url} />
      <Value name={t("Id")} value={connection.id} />
      {connection.user !== null && <Value name={t("User name")} value={connection.user} />}
      {password !== null && <Value name={t("Password")} value={password} />}
      {password !== null && (
        <Text size="sm" fw={600}>
          {t("The password is shown this once and kept nowhere. Copy it before you leave.")}
        </Text>
      )}
      {password === null && connection.user !== null && (
        <Text size="sm" c="dimmed">
          <Said
            sentence="The password was shown when it was made. <make>Make another</make> if it is lost."
            parts={{
              make: <TenantLink to={`stations/${station.id}/settings`} underline="always" />,
            }}
          />
        </Text>
      )}
      <Text size="sm" c="dimmed">
        {t("OCPP over websocket (JSON): {{versions}}.", {
          versions: connection.subprotocols.join(", "),
        })}
      </Text>
    </Stack>
  );
}

/** Something to be typed elsewhere, with a button that copies it. */
export function Value({ name, value }: { name: string; value: string }): ReactNode {
  return (
    <div className={classes.copy} role="group" aria-label={name}>
      <Text size="sm" fw={600}>
        {name}
      </Text>
      <span className={classes.value}>{value}</span>
      <CopyButton value={value} timeout={2000}>
        {({ copied, copy }) => (
          <Button
            variant="default"
            onClick={copy}
            aria-label={t("Copy: {{what}}", { what: name })}
            leftSection={
              copied ? <IconCheck size={14} aria-hidden /> : <IconCopy size={14} aria-hidden />
            }
          >
            {copied ? t("Copied") : t("Copy")}
          </Button>
        )}
      </CopyButton>
    </div>
  );
}

function Hints() {
  return (
    <Accordion variant="contained" chevronPosition="left">
      <Accordion.Item value="names">
        <Accordion.Control>{t("What chargers call these fields")}</Accordion.Control>
        <Accordion.Panel>
          <List size="sm">
            {usualNames.map(([what, names]) => (
              <List.Item key={what}>
                <b>{what}</b>: {names}
              </List.Item>
            ))}
          </List>
        </Accordion.Panel>
      </Accordion.Item>
      <Accordion.Item value="makes">
        <Accordion.Control>{t("By make")}</Accordion.Control>
        <Accordion.Panel>
          <Stack gap="xs">
            {vendorHints.map(({ make, lines }) => (
              <div key={make}>
                <Text size="sm" fw={600}>
                  {make}
                </Text>
                {lines.map((line) => (
                  <Text key={line} size="sm">
                    {line}
                  </Text>
                ))}
              </div>
            ))}
          </Stack>
        </Accordion.Panel>
      </Accordion.Item>
    </Accordion>
  );
}
