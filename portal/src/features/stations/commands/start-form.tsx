import { z } from "zod";

import { CommandForm, how, plainHow } from "@/features/stations/commands/command-form";
import { sendStart } from "@/features/stations/commands/sending";
import { evseOptions, numberOf, speaks16, type Target } from "@/features/stations/commands/targets";
import { t } from "@/lib/words";

const LENGTH_16 = 20;
const LENGTH_2 = 36;

const tokenTypes = [
  "Central",
  "ISO14443",
  "ISO15693",
  "eMAID",
  "KeyCode",
  "MacAddress",
  "Local",
  "NoAuthorization",
].map((value) => ({ value, label: value }));

function shapeFor(length: number) {
  return z.object({
    id_token: z
      .string()
      .trim()
      .min(1, t("Say for whom: the number of a card, or another identifier."))
      .max(
        length,
        t("At most {{most}} characters in this station's OCPP version.", { most: length }),
      ),
    token_type: z.string().nullable(),
    evse_id: z.string().nullable(),
    ...how,
  });
}

/** Starts charging from afar. */
export function StartForm({ target }: { target: Target }) {
  const { station, evseId } = target;
  const old = speaks16(station);
  return (
    <CommandForm
      label={t("Start charging")}
      schema={shapeFor(old ? LENGTH_16 : LENGTH_2)}
      consequence={t("The charger starts once a vehicle is plugged in, or waits a while for one.")}
      fields={[
        {
          name: "id_token",
          label: t("Identifier"),
          kind: "text",
          required: true,
          description: t("For whom: the charger reports the session under it."),
        },
        {
          name: "evse_id",
          label: t("Where"),
          kind: "choice",
          options: evseOptions(target),
          placeholder: t("the charger chooses"),
        },
        ...(old
          ? []
          : [
              {
                name: "token_type",
                label: t("Kind of identifier"),
                kind: "choice",
                options: tokenTypes,
                required: true,
              } as const,
            ]),
      ]}
      initial={{
        id_token: "",
        token_type: old ? null : "Central",
        evse_id: evseId === null ? null : String(evseId),
        ...plainHow,
      }}
      send={(values) => sendStart(station.id, { ...values, evse_id: numberOf(values.evse_id) })}
    />
  );
}
