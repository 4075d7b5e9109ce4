import { Alert, Button, Loader, Text } from "@mantine/core";
import { IconPlayerStop } from "@tabler/icons-react";
import { type UseMutationResult, useMutation, useQueryClient } from "@tanstack/react-query";

import { api } from "@/api/client";
import type { Schemas } from "@/api/types";
import { Age } from "@/components/age";
import { confirmAct } from "@/components/confirm";
import { Said } from "@/components/said";
import { ProblemAlert } from "@/components/states";
import { stationOf } from "@/features/sessions/session-columns";
import { t } from "@/lib/words";

type Session = Schemas["SessionView"];
type Command = Schemas["Command"];
type Stop = UseMutationResult<Command | undefined, unknown, string>;

const PATIENCE_S = 30;

/** Tell the station to stop the session; its own answer comes back, or that there was none. */
export function useStop(id: string): Stop {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: async (reason: string) => {
      const { data } = await api.POST("/api/v1/sessions/{session_id}/stop", {
        params: { path: { session_id: id } },
        body: { reason, timeout_s: PATIENCE_S, wait: true },
      });
      return data;
    },
    onSettled: () =>
      queries.invalidateQueries({ queryKey: ["get", "/api/v1/sessions/{session_id}/timeline"] }),
  });
}

/** Asks for a reason, then tells the charger to stop. */
export function StopButton({ session, stop }: { session: Session; stop: Stop }) {
  const ask = () =>
    confirmAct({
      title: t("Stop this session?"),
      consequence: (
        <Text inherit className="wrap">
          <Said
            sentence="<station/> is told to stop charging. It may refuse. The session ends here when the charger says so, and not before."
            parts={{ station: <bdi>{stationOf(session).slice(0, 80)}</bdi> }}
          />
        </Text>
      ),
      label: t("Stop charging"),
      reason: true,
      dangerous: true,
      run: (reason) => {
        stop.mutate(reason);
        return Promise.resolve();
      },
    });
  return (
    <Button
      variant="light"
      color="red"
      leftSection={<IconPlayerStop size={14} aria-hidden />}
      disabled={stop.isPending}
      onClick={ask}
    >
      {t("Force stop")}
    </Button>
  );
}

interface Answer {
  color: string;
  title: string;
  meaning: string;
}

const answers: Readonly<Record<string, Answer>> = {
  accepted: {
    color: "teal",
    title: t("The charger accepted"),
    meaning: t("It says that it will stop. The session ends here when it tells so."),
  },
  rejected: {
    color: "red",
    title: t("The charger rejected it"),
    meaning: t("It goes on charging, or it knows no such transaction."),
  },
  refused: {
    color: "red",
    title: t("The charger could not do it"),
    meaning: t("It answered with an error of its protocol."),
  },
  timed_out: {
    color: "yellow",
    title: t("The charger did not answer in time"),
    meaning: t("It may stop all the same. Whether it did is seen here."),
  },
  offline: {
    color: "yellow",
    title: t("The charger is offline"),
    meaning: t("It was not told. It may go on charging by itself."),
  },
  expired: {
    color: "yellow",
    title: t("The charger could not be reached in time"),
    meaning: t("It was not told. Try again."),
  },
  cancelled: {
    color: "yellow",
    title: t("The connection ended first"),
    meaning: t("It may have been told or not. Try again when it is back."),
  },
};

/** What the charger said to a stop, while and after it is asked. */
export function StopAnswer({ session, stop }: { session: Session; stop: Stop }) {
  if (stop.isPending) {
    return (
      <Alert
        color="cyan"
        icon={<Loader size={16} />}
        title={t("The charger is asked to stop")}
        role="status"
      >
        {t("Its answer is waited for, {{most}} s at most.", { most: PATIENCE_S })}
      </Alert>
    );
  }
  if (stop.isError)
    return <ProblemAlert error={stop.error} title={t("The charger was not told")} />;
  if (stop.data === undefined) return null;
  return <Told command={stop.data} session={session} onClose={stop.reset} />;
}

interface ToldProps {
  command: Command;
  session: Session;
  onClose: () => void;
}

function Told({ command, session, onClose }: ToldProps) {
  const answer = answers[command.status] ?? {
    color: "yellow",
    title: command.status,
    meaning: "",
  };
  return (
    <Alert
      color={answer.color}
      title={answer.title}
      role="status"
      withCloseButton
      closeButtonLabel={t("Close the answer")}
      onClose={onClose}
    >
      {session.ended_at === null ? answer.meaning : t("The session has ended.")}{" "}
      <OwnWords command={command} />
    </Alert>
  );
}

/** The charger's own words. */
function OwnWords({ command }: { command: Command }) {
  const words = [command.answer_status, command.error_code, command.error_description]
    .filter((word) => word !== null && word !== "")
    .join(", ");
  return (
    <Text span inherit c="dimmed" className="wrap">
      {words !== "" && `${t("Its own words: {{words}}.", { words })} `}
      {command.action}, <Age at={command.requested_at} />
    </Text>
  );
}
