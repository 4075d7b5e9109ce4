import { z } from "zod";

import { CommandForm, how, plainHow } from "@/features/stations/commands/command-form";
import { sendUnlock } from "@/features/stations/commands/sending";
import { connectorName, type Target } from "@/features/stations/commands/targets";
import { t } from "@/lib/words";

const shape = z.object({ place: z.string().min(1, t("Choose a connector.")), ...how });

/** Lets go of a cable. */
export function UnlockForm({ target }: { target: Target }) {
  const { station, connectors, evseId, connectorId } = target;
  const places = connectors
    .filter((connector) => connector.evse_id > 0)
    .map((connector) => ({
      value: `${connector.evse_id}-${connector.connector_id}`,
      label: connectorName(station, connector.evse_id, connector.connector_id),
    }));
  const options =
    places.length > 0
      ? places
      : [{ value: "1-1", label: t("Connector {{connector}}", { connector: 1 }) }];
  const chosen = evseId === null ? options[0]?.value : `${evseId}-${connectorId ?? 1}`;
  return (
    <CommandForm
      label={t("Unlock")}
      schema={shape}
      consequence={t(
        "Some chargers end the session there first, others refuse while somebody charges.",
      )}
      fields={[{ name: "place", label: t("Connector"), kind: "choice", required: true, options }]}
      initial={{ place: chosen ?? "", ...plainHow }}
      send={({ place, ...rest }) => {
        const [evse_id = 1, connector_id = 1] = place.split("-").map(Number);
        return sendUnlock(station.id, { evse_id, connector_id, ...rest });
      }}
    />
  );
}
