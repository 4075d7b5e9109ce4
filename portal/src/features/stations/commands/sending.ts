import { api } from "@/api/client";
import type { Schemas } from "@/api/types";
import { t } from "@/lib/words";

export type Command = Schemas["Command"];

/** How long the charger may take, and why it is told, which is kept. */
export interface How {
  reason: string;
  timeout_s: number;
}

interface Answered {
  data?: Command;
}

/** Return the body's part that every command has. */
function told({ reason, timeout_s }: How) {
  return { reason: reason === "" ? null : reason, timeout_s, wait: true };
}

function at(station_id: string) {
  return { path: { station_id } };
}

async function answerOf(sending: Promise<Answered>): Promise<Command> {
  const { data } = await sending;
  if (data === undefined) throw new Error(t("The server answered without the command."));
  return data;
}

export function sendStart(
  id: string,
  { id_token, token_type, evse_id, ...how }: Start,
): Promise<Command> {
  return answerOf(
    api.POST("/api/v1/stations/{station_id}/start", {
      params: at(id),
      body: { id_token, token_type, evse_id, ...told(how) },
    }),
  );
}

interface Start extends How {
  id_token: string;
  /** Of OCPP 2.x; null where the version knows none. */
  token_type: string | null;
  evse_id: number | null;
}

export function sendStop(
  id: string,
  { transaction_id, ...how }: How & { transaction_id: string },
): Promise<Command> {
  return answerOf(
    api.POST("/api/v1/stations/{station_id}/stop", {
      params: at(id),
      body: { transaction_id, ...told(how) },
    }),
  );
}

export function sendUnlock(
  id: string,
  { evse_id, connector_id, ...how }: How & { evse_id: number; connector_id: number },
): Promise<Command> {
  return answerOf(
    api.POST("/api/v1/stations/{station_id}/unlock", {
      params: at(id),
      body: { evse_id, connector_id, ...told(how) },
    }),
  );
}

export function sendReset(
  id: string,
  { gentle, ...how }: How & { gentle: boolean },
): Promise<Command> {
  return answerOf(
    api.POST("/api/v1/stations/{station_id}/reset", {
      params: at(id),
      body: { gentle, ...told(how) },
    }),
  );
}

export function sendAvailability(
  id: string,
  { operative, evse_id, ...how }: How & { operative: boolean; evse_id: number | null },
): Promise<Command> {
  return answerOf(
    api.POST("/api/v1/stations/{station_id}/set-availability", {
      params: at(id),
      body: { operative, evse_id, ...told(how) },
    }),
  );
}

export function sendTrigger(
  id: string,
  { message, evse_id, ...how }: How & { message: string; evse_id: number | null },
): Promise<Command> {
  return answerOf(
    api.POST("/api/v1/stations/{station_id}/trigger", {
      params: at(id),
      body: { message, evse_id, ...told(how) },
    }),
  );
}

export function sendClearCache(id: string, how: How): Promise<Command> {
  return answerOf(
    api.POST("/api/v1/stations/{station_id}/clear-cache", { params: at(id), body: told(how) }),
  );
}

export function sendReadConfiguration(
  id: string,
  { keys, ...how }: How & { keys: string[] },
): Promise<Command> {
  return answerOf(
    api.POST("/api/v1/stations/{station_id}/get-configuration", {
      params: at(id),
      body: { keys, ...told(how) },
    }),
  );
}

export function sendConfiguration(
  id: string,
  { key, value, ...how }: How & { key: string; value: string },
): Promise<Command> {
  return answerOf(
    api.POST("/api/v1/stations/{station_id}/set-configuration", {
      params: at(id),
      body: { key, value, ...told(how) },
    }),
  );
}

export function sendAction(
  station_id: string,
  { action, payload, ...how }: How & { action: string; payload: Record<string, unknown> },
): Promise<Command> {
  return answerOf(
    api.POST("/api/v1/stations/{station_id}/commands/{action}", {
      params: { path: { station_id, action } },
      body: { payload, ...told(how) },
    }),
  );
}
