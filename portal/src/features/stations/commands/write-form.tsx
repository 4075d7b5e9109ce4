import { z } from "zod";

import { CommandForm, how, plainHow } from "@/features/stations/commands/command-form";
import { sendConfiguration } from "@/features/stations/commands/sending";
import { speaks16, type Target } from "@/features/stations/commands/targets";
import { VALUE_MAX_LENGTH } from "@/features/stations/value-room";
import { t } from "@/lib/words";

const NAME_MAX_LENGTH = 50;

const named = z.string().trim().min(1, t("Say which."));
const valued = (most: number) => z.string().max(most, t("At most {{most}} characters.", { most }));

const shape16 = z.object({
  key: named.max(NAME_MAX_LENGTH, t("At most {{most}} characters.", { most: NAME_MAX_LENGTH })),
  value: valued(VALUE_MAX_LENGTH["ocpp1.6"]),
  ...how,
});

/** Of OCPP 2.x, whose later version takes longer values. */
function shape2({ station }: Target) {
  const later = (station.socket.subprotocol ?? station.protocol) === "ocpp2.1";
  return z.object({
    key: named
      .regex(/^[^.]+\../, t("Component and variable, as in TxCtrlr.TxStartPoint."))
      .refine(
        fits,
        t("At most {{most}} characters before the point, and after it.", { most: NAME_MAX_LENGTH }),
      ),
    value: valued(VALUE_MAX_LENGTH[later ? "ocpp2.1" : "ocpp2.0.1"]),
    ...how,
  });
}

/** Tell whether component and variable fit; the first point is between them. */
function fits(key: string): boolean {
  const point = key.indexOf(".");
  return point <= NAME_MAX_LENGTH && key.length - point - 1 <= NAME_MAX_LENGTH;
}

/** Writes one configuration key, or variable, by its name: also one that was never read. */
export function WriteConfigurationForm({ target }: { target: Target }) {
  const old = speaks16(target.station);
  return (
    <CommandForm
      label={t("Write")}
      schema={old ? shape16 : shape2(target)}
      consequence={t(
        "The charger says whether it takes the value, and whether it must restart for it.",
      )}
      fields={[
        {
          name: "key",
          label: old ? t("Key") : t("Variable"),
          kind: "text",
          required: true,
          description: old ? t("As the charger names it.") : t("Component.Variable"),
        },
        { name: "value", label: t("Value"), kind: "text" },
      ]}
      initial={{ key: "", value: "", ...plainHow }}
      send={(values) => sendConfiguration(target.station.id, values)}
    />
  );
}
