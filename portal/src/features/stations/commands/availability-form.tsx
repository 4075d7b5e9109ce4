import { z } from "zod";

import { CommandForm, how, plainHow } from "@/features/stations/commands/command-form";
import { sendAvailability } from "@/features/stations/commands/sending";
import { evseOptions, numberOf, type Target } from "@/features/stations/commands/targets";
import { t } from "@/lib/words";

const shape = z.object({
  service: z.enum(["in", "out"]),
  evse_id: z.string().nullable(),
  ...how,
});

/** Takes a station, or a part of it, in or out of service. */
export function AvailabilityForm({ target }: { target: Target }) {
  const { station, evseId } = target;
  return (
    <CommandForm
      label={t("Set availability")}
      schema={shape}
      consequence={t("What charges now goes on; it takes effect when that has ended.")}
      fields={[
        {
          name: "service",
          label: t("Service"),
          kind: "choice",
          required: true,
          options: [
            { value: "out", label: t("Out of service: nobody can begin to charge") },
            { value: "in", label: t("In service") },
          ],
        },
        {
          name: "evse_id",
          label: t("Where"),
          kind: "choice",
          options: evseOptions(target),
          placeholder: t("the whole station"),
        },
      ]}
      initial={{
        service: "out",
        evse_id: evseId === null ? null : String(evseId),
        ...plainHow,
      }}
      send={({ service, evse_id, ...rest }) =>
        sendAvailability(station.id, {
          operative: service === "in",
          evse_id: numberOf(evse_id),
          ...rest,
        })
      }
    />
  );
}
