import { Group } from "@mantine/core";
import { Link, useParams } from "@tanstack/react-router";
import type { ReactNode } from "react";

import { rest } from "@/api/client";
import type { Schemas } from "@/api/types";
import { Page } from "@/components/page";
import { Answered } from "@/components/states";
import { AGEING_MS } from "@/features/stations/ageing";
import { CommandDrawer } from "@/features/stations/commands/command-drawer";
import { Reported, RegistrationState, SocketState } from "@/features/stations/station-state";
import { nameOf } from "@/features/stations/station-words";
import classes from "@/features/stations/station.module.css";
import { addressIn } from "@/lib/addresses";
import { useMay, useMe } from "@/lib/me";
import { t } from "@/lib/words";

type Station = Schemas["Station"];

interface Props {
  children: (station: Station) => ReactNode;
  /** Fill the window's height, for lists that scroll within. */
  fill?: boolean;
}

/** What all pages of a station share: its name, its state and the way to its other pages. */
export function StationFrame({ children, fill = false }: Props) {
  const { station: id = "" } = useParams({ strict: false });
  const read = rest.useQuery(
    "get",
    "/api/v1/stations/{station_id}",
    { params: { path: { station_id: id } } },
    // A sign of life is told by no event: what was heard last would grow old on the screen alone.
    { refetchInterval: AGEING_MS },
  );
  if (read.data === undefined) {
    return (
      <Page title={t("Station")}>
        <Answered query={read}>{() => null}</Answered>
      </Page>
    );
  }
  const station = read.data;
  return (
    <Page
      title={nameOf(station)}
      fill={fill}
      beside={
        <Group gap={6}>
          <SocketState socket={station.socket} />
          {station.reported.status !== null && <Reported status={station.reported.status} />}
          <RegistrationState registration={station.registration} />
        </Group>
      }
    >
      <Tabs id={station.id} />
      <CommandDrawer key={station.id} station={station}>
        {children(station)}
      </CommandDrawer>
    </Page>
  );
}

const tabs = [
  { path: "", label: t("Now"), needs: "stations.read" },
  { path: "/commands", label: t("Commands"), needs: "stations.read" },
  { path: "/configuration", label: t("Configuration"), needs: "stations.configuration.read" },
  { path: "/access", label: t("Access"), needs: "access.decisions.read" },
  { path: "/timeline", label: t("Timeline"), needs: "stations.timeline.read" },
  { path: "/sessions", label: t("Sessions"), needs: "sessions.read" },
  { path: "/settings", label: t("Settings"), needs: "stations.read" },
] as const;

function Tabs({ id }: { id: string }) {
  const { tenant, permissions } = useMe();
  return (
    <nav className={classes.tabs} aria-label={t("Parts of this station")}>
      {tabs
        .filter(({ needs }) => permissions.includes(needs))
        .map(({ path, label }) => (
          <Link
            key={path}
            className={classes.tab}
            to={addressIn(tenant, `stations/${id}${path}`)}
            activeOptions={{ exact: true, includeSearch: false }}
          >
            {label}
          </Link>
        ))}
    </nav>
  );
}

/** Whether the one who looks may tell stations things. */
export function useMayCommand(): boolean {
  return useMay("stations.command");
}
