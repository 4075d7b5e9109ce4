import { z } from "zod";

import { CommandForm, how, plainHow } from "@/features/stations/commands/command-form";
import { sendStop } from "@/features/stations/commands/sending";
import { connectorName, type Target } from "@/features/stations/commands/targets";
import { energy } from "@/lib/quantities";
import { t } from "@/lib/words";

const shape = z.object({
  transaction_id: z.string().trim().min(1, t("Say which session.")),
  ...how,
});

/** Stops a session that goes on. */
export function StopForm({ target }: { target: Target }) {
  const { station, sessions, evseId } = target;
  const options = sessions.map((session) => ({
    value: session.transaction_id,
    label: [
      connectorName(station, session.evse_id ?? 0, session.connector_id ?? 1),
      session.vehicle_name ?? session.masked ?? t("without an identifier"),
      energy(session.energy_wh ?? 0),
    ].join(" · "),
  }));
  const first = sessions.find((session) => evseId === null || session.evse_id === evseId);
  return (
    <CommandForm
      label={t("Stop charging")}
      schema={shape}
      consequence={t("The session ends when the charger says so, and not before.")}
      fields={[
        options.length > 0
          ? {
              name: "transaction_id",
              label: t("Session"),
              kind: "choice",
              options,
              required: true,
            }
          : {
              name: "transaction_id",
              label: t("Transaction"),
              kind: "text",
              required: true,
              description: t("No session is known to go on here: its id at the charger is needed."),
            },
      ]}
      initial={{ transaction_id: first?.transaction_id ?? "", ...plainHow }}
      send={(values) => sendStop(station.id, values)}
    />
  );
}
