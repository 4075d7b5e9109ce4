import { Anchor, Text } from "@mantine/core";
import type { ReactNode } from "react";

import type { Schemas } from "@/api/types";
import { Age } from "@/components/age";
import { Section } from "@/components/detail";
import { Said } from "@/components/said";
import { Answered } from "@/components/states";
import { Status, type Tone } from "@/components/status";
import { TenantLink } from "@/components/tenant-link";
import { useCommandDrawer } from "@/features/stations/commands/command-drawer";
import { FaultText, useOpenFaults } from "@/features/stations/faults";
import { useMayCommand } from "@/features/stations/station-frame";
import { registrationWords } from "@/features/stations/station-words";
import classes from "@/features/stations/station.module.css";
import { useVariables, variablesOf } from "@/features/stations/variables";
import { itemsOf } from "@/lib/items";
import { useMay } from "@/lib/me";
import { useNow } from "@/lib/ticking";
import { duration } from "@/lib/time";
import { t } from "@/lib/words";

type Station = Schemas["Station"];

interface Wrong {
  key: string;
  tone: Tone;
  word: string;
  text: ReactNode;
}

const SKEW_S = 60;
const SILENT_S = 900;

/** What is wrong with a station, the most pressing first, and what helps. */
export function Wrongs({ station }: { station: Station }) {
  const faults = useOpenFaults(station.id);
  const states = useStateWrongs(station);
  const odd = useOddities(station);
  return (
    <Section title={t("What is wrong")}>
      <Answered query={faults}>
        {(answer) => (
          <List
            wrongs={[
              ...itemsOf(answer).map((fault) => ({
                key: fault.id,
                tone: "bad" as const,
                word: t("fault"),
                text: (
                  <>
                    <FaultText fault={fault} />{" "}
                    <Said sentence="Since <age/>." parts={{ age: <Age at={fault.opened_at} /> }} />
                  </>
                ),
              })),
              ...states,
              ...odd,
            ]}
          />
        )}
      </Answered>
    </Section>
  );
}

function List({ wrongs }: { wrongs: readonly Wrong[] }) {
  if (wrongs.length === 0) return <Text c="dimmed">{t("Nothing is known to be wrong.")}</Text>;
  return (
    <ul className={classes.wrongs} aria-label={t("What is wrong")}>
      {wrongs.map(({ key, tone, word, text }) => (
        <li key={key} className={classes.wrong}>
          <span>
            <Status tone={tone}>{word}</Status>
          </span>
          <div>{text}</div>
        </li>
      ))}
    </ul>
  );
}

function useStateWrongs({ socket, registration }: Station): Wrong[] {
  const now = useNow();
  const found: Wrong[] = [];
  if (socket.state === "closed") {
    found.push({
      key: "offline",
      tone: "bad",
      word: t("offline"),
      text: (
        <Said
          sentence="No socket is open since <age/>. It may charge on by itself, and tells of it when it is back. See whether it has power and a network."
          parts={{ age: <Age at={socket.since} /> }}
        />
      ),
    });
  }
  const heard = socket.last_seen_at;
  if (socket.state === "open" && heard && now - Date.parse(heard) > SILENT_S * 1000) {
    found.push({
      key: "silent",
      tone: "warn",
      word: t("silent"),
      text: (
        <Said
          sentence="It is connected, and has sent nothing for a while: last heard <age/>. Ask it for a sign of life."
          parts={{ age: <Age at={heard} /> }}
        />
      ),
    });
  }
  const word = registrationWords[registration];
  if (registration !== "accepted" && word !== undefined) {
    found.push({
      key: "registration",
      tone: word.tone,
      word: t("registration"),
      text: word.explained,
    });
  }
  return found;
}

function useOddities(station: Station): Wrong[] {
  const unread = useUnread(station);
  const found: Wrong[] = [];
  const skew = station.clock_skew_s;
  if (skew !== null && Math.abs(skew) >= SKEW_S) {
    found.push({
      key: "clock",
      tone: "warn",
      word: t("clock"),
      text:
        skew > 0
          ? t(
              "Its clock is {{skew}} ahead. Times that it tells are corrected by that; its own stay beside ours.",
              { skew: duration(skew) },
            )
          : t(
              "Its clock is {{skew}} behind. Times that it tells are corrected by that; its own stay beside ours.",
              { skew: duration(-skew) },
            ),
    });
  }
  if (station.deviations > 0) {
    found.push({
      key: "deviations",
      tone: "quiet",
      word: t("deviations"),
      text: (
        <Said
          sentence="<messages>{{count}} messages</messages> of it departed from OCPP. Each was understood, and is kept as it came."
          values={{ count: station.deviations }}
          parts={{
            messages: (
              <TenantLink
                to={`stations/${station.id}/timeline`}
                search={{ deviating: "true" }}
                underline="always"
              />
            ),
          }}
        />
      ),
    });
  }
  if (unread !== null && station.socket.state !== "never") {
    found.push({ key: "unread", tone: "quiet", word: t("unread"), text: unread });
  }
  return found;
}

/** Return what is said where a station's configuration was never read. */
function useUnread(station: Station): ReactNode {
  const may = useMay("stations.configuration.read");
  const open = useCommandDrawer();
  const mayCommand = useMayCommand();
  const variables = useVariables(station.id, may);
  if (variables.data === undefined || variablesOf(variables.data).length > 0) return null;
  return (
    <>
      {t("Its configuration was never read.")}{" "}
      {mayCommand && (
        <Anchor
          component="button"
          type="button"
          inherit
          underline="always"
          onClick={() => open({ verb: "read" })}
        >
          {t("Read it")}
        </Anchor>
      )}
    </>
  );
}
