import { Stack, Text } from "@mantine/core";
import type { ReactNode } from "react";

import type { Schemas } from "@/api/types";
import { Age } from "@/components/age";
import { Section } from "@/components/detail";
import { Said } from "@/components/said";
import { Reported, SocketState } from "@/features/stations/station-state";
import classes from "@/features/stations/station.module.css";
import { t } from "@/lib/words";

type Station = Schemas["Station"];

/** The three facts of a station's state, which do not imply each other, each with its age. */
export function FactsOfState({ station }: { station: Station }) {
  const { socket, reported, proven_use } = station;
  return (
    <Section title={t("What is known of it")}>
      <div className={classes.threes}>
        <Fact name={t("Socket")} state={<SocketState socket={socket} />}>
          {socket.since !== null && socket.since !== undefined && <SocketAges socket={socket} />}
          {socket.state === "closed" && socket.close_reason && (
            <>
              : <bdi>{socket.close_reason}</bdi>
            </>
          )}
        </Fact>
        <Fact
          name={t("Reported")}
          state={<Reported status={reported.status} protocol={socket.subprotocol} />}
        >
          {reported.received_at === null ? (
            t("Its connectors are told of above, each with its age.")
          ) : (
            <Said sentence="told <age/>" parts={{ age: <Age at={reported.received_at} /> }} />
          )}
        </Fact>
        <Fact name={t("Proven use")} state={<Age at={proven_use.at} never={t("never")} />}>
          {proven_use.at === null
            ? t("Nobody has charged here yet.")
            : t("When somebody last charged, as its own messages prove.")}
        </Fact>
      </div>
    </Section>
  );
}

function SocketAges({ socket }: { socket: Station["socket"] }) {
  const parts = {
    since: <Age at={socket.since} />,
    heard: <Age at={socket.last_seen_at} />,
  };
  return socket.state === "open" ? (
    <Said sentence="opened <since/>, last heard <heard/>" parts={parts} />
  ) : (
    <Said sentence="closed <since/>, last heard <heard/>" parts={parts} />
  );
}

interface FactProps {
  name: string;
  state: ReactNode;
  children: ReactNode;
}

function Fact({ name, state, children }: FactProps) {
  return (
    <Stack gap={2} align="start">
      <Text className="hint">{name}</Text>
      <div>{state}</div>
      <Text size="sm" c="dimmed" component="div" className="wrap">
        {children}
      </Text>
    </Stack>
  );
}
