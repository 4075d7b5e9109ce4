import { Age } from "@/components/age";
import type { Column } from "@/components/list/columns";
import { StationName } from "@/components/names";
import { Identifier } from "@/components/quantities";
import { Status } from "@/components/status";
import { TenantLink } from "@/components/tenant-link";
import {
  answerOf,
  kinds,
  type ReceivedCommand,
  receivedState,
  type SentCommand,
  sentState,
} from "@/features/roaming/command-words";
import { faultOf } from "@/features/roaming/roaming-words";
import { t } from "@/lib/words";

/** The columns of what we asked of a partner's chargers. */
export const sentColumns: readonly Column<SentCommand>[] = [
  { id: "kind", header: t("What"), width: 150, priority: 1, cell: ({ kind }) => kinds[kind] },
  {
    id: "state",
    header: t("Status"),
    width: 110,
    priority: 1,
    cell: (command) => <State {...sentState(command)} />,
  },
  {
    id: "said",
    header: t("What came of it"),
    width: 240,
    priority: 2,
    cell: (command) => <Came {...command} />,
  },
  {
    id: "at",
    header: t("When"),
    width: 130,
    priority: 2,
    cell: ({ requested_at }) => <Age at={requested_at} />,
  },
  {
    id: "about",
    header: t("Its place or session"),
    width: 180,
    priority: 3,
    cell: ({ location_id, evse_uid, session_id, reservation_id }) => {
      const named = [session_id, location_id, evse_uid, reservation_id];
      const about = named.filter((one) => one !== null).join(", ");
      return <bdi title={about}>{about || "–"}</bdi>;
    },
  },
];

/** The columns of what a partner asked of our chargers. */
export const receivedColumns: readonly Column<ReceivedCommand>[] = [
  { id: "kind", header: t("What"), width: 150, priority: 1, cell: ({ kind }) => kinds[kind] },
  {
    id: "state",
    header: t("Status"),
    width: 110,
    priority: 1,
    cell: (command) => <State {...receivedState(command)} />,
  },
  {
    id: "said",
    header: t("What came of it"),
    width: 240,
    priority: 2,
    cell: ({ last_error, ...command }) =>
      last_error === null ? <Came {...command} /> : <Untold error={last_error} />,
  },
  {
    id: "at",
    header: t("When"),
    width: 130,
    priority: 2,
    cell: ({ requested_at }) => <Age at={requested_at} />,
  },
  {
    id: "station",
    header: t("Station"),
    width: 130,
    priority: 2,
    cell: ({ station_id }) => (station_id === null ? "–" : <StationName id={station_id} />),
  },
  {
    id: "session",
    header: t("Session"),
    width: 90,
    priority: 3,
    cell: ({ session_id }) =>
      session_id === null ? (
        "–"
      ) : (
        <TenantLink to={`sessions/${session_id}`}>{t("To it")}</TenantLink>
      ),
  },
  {
    id: "identifier",
    header: t("Identifier"),
    width: 110,
    priority: 4,
    cell: ({ masked }) => (masked === null ? "–" : <Identifier masked={masked} />),
  },
];

function State({ tone, word, explained }: ReturnType<typeof sentState>) {
  return (
    <Status tone={tone} explained={explained}>
      {word}
    </Status>
  );
}

/** The true result, or what was said at once as long as there is none; and words to it. */
function Came({ response, result, message }: Pick<SentCommand, "response" | "result" | "message">) {
  const word = result ?? (response === "ACCEPTED" ? null : response);
  const known = message === null ? null : faultOf(message);
  const said = [word === null ? null : answerOf(word), known?.what ?? null];
  const text = said.filter((one) => one !== null).join(" ");
  return <span title={text}>{text || "–"}</span>;
}

function Untold({ error }: { error: string }) {
  const { what, todo } = faultOf(error);
  return <span title={`${what} ${todo}`}>{what}</span>;
}
