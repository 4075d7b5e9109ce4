import { z } from "zod";

import { CommandForm, how, plainHow } from "@/features/stations/commands/command-form";
import { sendTrigger } from "@/features/stations/commands/sending";
import { evseOptions, numberOf, speaks16, type Target } from "@/features/stations/commands/targets";
import { t } from "@/lib/words";

const shape = z.object({
  message: z.string().min(1, t("Choose a message.")),
  evse_id: z.string().nullable(),
  ...how,
});

const common = [
  ["StatusNotification", t("Its status (StatusNotification)")],
  ["BootNotification", t("What it is (BootNotification)")],
  ["Heartbeat", t("A sign of life (Heartbeat)")],
  ["MeterValues", t("Its meter (MeterValues)")],
  ["FirmwareStatusNotification", t("How a firmware update goes (FirmwareStatusNotification)")],
] as const;
const only16 = [["DiagnosticsStatusNotification", t("How an upload of diagnostics goes")]] as const;
const only2 = [
  ["TransactionEvent", t("What it knows of a transaction (TransactionEvent)")],
  ["LogStatusNotification", t("How an upload of logs goes (LogStatusNotification)")],
  ["SignChargingStationCertificate", t("A request for a certificate")],
] as const;

/** Asks a station for a message. */
export function TriggerForm({ target }: { target: Target }) {
  const { station, evseId } = target;
  const messages = [...common, ...(speaks16(station) ? only16 : only2)];
  return (
    <CommandForm
      label={t("Ask for it")}
      schema={shape}
      consequence={t("The message itself comes after the answer, and stands in the timeline.")}
      fields={[
        {
          name: "message",
          label: t("Message"),
          kind: "choice",
          required: true,
          options: messages.map(([value, label]) => ({ value, label })),
        },
        {
          name: "evse_id",
          label: t("Of what"),
          kind: "choice",
          options: evseOptions(target),
          placeholder: t("the whole station"),
        },
      ]}
      initial={{
        message: common[0][0],
        evse_id: evseId === null ? null : String(evseId),
        ...plainHow,
      }}
      send={({ evse_id, ...rest }) =>
        sendTrigger(station.id, { evse_id: numberOf(evse_id), ...rest })
      }
    />
  );
}
