import { Code, Select, Stack, Text } from "@mantine/core";
import { useState } from "react";
import { z } from "zod";

import { rest } from "@/api/client";
import type { Schemas } from "@/api/types";
import { Answered } from "@/components/states";
import { CommandForm, how, plainHow } from "@/features/stations/commands/command-form";
import { sendAction } from "@/features/stations/commands/sending";
import type { Target } from "@/features/stations/commands/targets";
import { t } from "@/lib/words";

type Offered = Schemas["OfferedAction"];

const shape = z.object({
  payload: z.string().refine(isObject, t("This is no JSON object.")),
  ...how,
});

function isObject(text: string): boolean {
  try {
    const read: unknown = JSON.parse(text);
    return typeof read === "object" && read !== null && !Array.isArray(read);
  } catch {
    return false;
  }
}

/** Sends any request of the station's OCPP version, as it is typed. */
export function ActionForm({ target }: { target: Target }) {
  const [name, setName] = useState<string | null>(null);
  const actions = rest.useQuery("get", "/api/v1/stations/{station_id}/actions", {
    params: { path: { station_id: target.station.id } },
  });
  return (
    <Answered query={actions}>
      {(offered) => {
        const action = offered.find((one) => one.name === name);
        return (
          <Stack gap="sm">
            <Select
              label={t("Action")}
              description={t("Every request that this version knows towards a charger.")}
              placeholder={t("Choose an action")}
              data={offered.map((one) => one.name)}
              value={name}
              onChange={setName}
              searchable
              allowDeselect={false}
              withAsterisk
              data-autofocus
            />
            {action !== undefined && (
              <Payload key={action.name} stationId={target.station.id} action={action} />
            )}
          </Stack>
        );
      }}
    </Answered>
  );
}

function Payload({ stationId, action }: { stationId: string; action: Offered }) {
  const skeleton = Object.fromEntries(action.required.map((field) => [field, ""]));
  return (
    <CommandForm
      label={t("Send {{action}}", { action: action.name })}
      schema={shape}
      consequence={
        <>
          <Names label={t("It needs")} names={action.required} />
          <Names label={t("It may have")} names={action.optional} />
        </>
      }
      fields={[
        { name: "payload", label: t("Payload (JSON)"), kind: "json", rows: 8, required: true },
      ]}
      initial={{ payload: JSON.stringify(skeleton, null, 2), ...plainHow }}
      send={({ payload, ...rest }) =>
        sendAction(stationId, {
          action: action.name,
          payload: JSON.parse(payload) as Record<string, unknown>,
          ...rest,
        })
      }
    />
  );
}

function Names({ label, names }: { label: string; names: readonly string[] }) {
  if (names.length === 0) return null;
  return (
    <Text size="sm">
      {label}:{" "}
      {names.map((name) => (
        <span key={name}>
          <Code>{name}</Code>{" "}
        </span>
      ))}
    </Text>
  );
}
