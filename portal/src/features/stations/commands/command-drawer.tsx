import { Drawer } from "@mantine/core";
import { createContext, type ReactNode, useCallback, useContext, useState } from "react";

import { rest } from "@/api/client";
import type { Schemas } from "@/api/types";
import { itemsOf } from "@/lib/items";
import { type VerbName, verbs } from "@/features/stations/commands/verbs";

interface Asked {
  verb: VerbName;
  evseId?: number;
  connectorId?: number;
}

type Session = Schemas["SessionView"];
type Open = (asked: Asked) => void;

const OpenContext = createContext<Open | null>(null);

/** Return how to open the form of a command. */
export function useCommandDrawer(): Open {
  const open = useContext(OpenContext);
  if (open === null) throw new Error("There is no station here that could be told anything.");
  return open;
}

interface Props {
  station: Schemas["Station"];
  children: ReactNode;
}

/** Lets what is within tell the station things, in a drawer beside the page. */
export function CommandDrawer({ station, children }: Props) {
  const [asked, setAsked] = useState<Asked | null>(null);
  const open = useCallback<Open>((wanted) => setAsked(wanted), []);
  return (
    <OpenContext value={open}>
      {children}
      <Drawer
        opened={asked !== null}
        onClose={() => setAsked(null)}
        title={asked === null ? "" : verbs[asked.verb].title}
        size="md"
      >
        {asked !== null && <Form station={station} asked={asked} />}
      </Drawer>
    </OpenContext>
  );
}

function Form({ station, asked }: { station: Schemas["Station"]; asked: Asked }) {
  const connectors = useConnectors(station.id);
  const sessions = useSessionsNow(station.id);
  const { Form: VerbForm } = verbs[asked.verb];
  if (connectors.isPending || sessions.isPending) return null;
  return (
    <VerbForm
      target={{
        station,
        connectors: connectors.data ?? [],
        sessions: goingOn(sessions.data),
        evseId: asked.evseId ?? null,
        connectorId: asked.connectorId ?? null,
      }}
    />
  );
}

/** Read a station's connectors. */
export function useConnectors(stationId: string) {
  return rest.useQuery("get", "/api/v1/stations/{station_id}/connectors", {
    params: { path: { station_id: stationId } },
  });
}

/** Read the sessions that go on at a station now. */
export function useSessionsNow(stationId: string) {
  return rest.useQuery("get", "/api/v1/sessions", {
    params: { query: { station_id: stationId, open: true, limit: 50 } },
  });
}

/** Return the sessions that still go on: one that was heard to end stays until it is read anew. */
export function goingOn(answer: Parameters<typeof itemsOf<Session>>[0]): readonly Session[] {
  return itemsOf(answer).filter((session) => session.ended_at === null);
}
