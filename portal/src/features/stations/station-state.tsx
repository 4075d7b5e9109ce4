import type { Schemas } from "@/api/types";
import { Status } from "@/components/status";
import { reportedTones, registrationWords } from "@/features/stations/station-words";
import { t } from "@/lib/words";

type Station = Schemas["Station"];

/** Whether a socket is open; a station that never came is no failure yet. */
export function SocketState({ socket }: { socket: Pick<Station["socket"], "state"> }) {
  if (socket.state === "open") return <Status tone="good">{t("connected")}</Status>;
  if (socket.state === "never") {
    return (
      <Status
        tone="quiet"
        explained={t("It has never connected. Its page says what to type into it.")}
      >
        {t("never seen")}
      </Status>
    );
  }
  return (
    <Status tone="bad" explained={t("No socket is open. It may charge on by itself.")}>
      {t("offline")}
    </Status>
  );
}

interface ReportedProps {
  status: string | null | undefined;
  /** Of a station as a whole: what it speaks. */
  protocol?: string | null | undefined;
}

/** What a station or a connector last said of itself. */
export function Reported({ status, protocol }: ReportedProps) {
  if (status === null || status === undefined) {
    if (protocol?.startsWith("ocpp2") !== true)
      return <Status tone="quiet">{t("not told")}</Status>;
    return (
      <Status tone="quiet" explained={t("In OCPP 2.x each connector tells its own status.")}>
        {t("by connector")}
      </Status>
    );
  }
  return <Status tone={reportedTones[status.toLowerCase()] ?? "quiet"}>{status}</Status>;
}

/** Whether a station may take part; nothing where it may. */
export function RegistrationState({ registration }: { registration: string }) {
  const word = registrationWords[registration];
  if (registration === "accepted" || word === undefined) return null;
  return (
    <Status tone={word.tone} explained={word.explained}>
      {word.label}
    </Status>
  );
}
