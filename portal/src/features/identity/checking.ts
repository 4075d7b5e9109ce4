import { api } from "@/api/client";
import type { Schemas } from "@/api/types";
import { t } from "@/lib/words";

interface Question {
  /** A whole identifier: it goes into bodies, and nowhere else. */
  value: string;
  /** The word of OCPP 2.x for its type. */
  tokenType: string | null;
  /** At which station, by its id. */
  station: string | null;
  /** Whether the one who asks may see whose it is. */
  search: boolean;
}

/** What would be answered now, and to whom. */
export interface Checked {
  classification: Schemas["Classification"];
  identifier: Schemas["Identifier"] | null;
  station: Schemas["Station"] | null;
  mode: Schemas["StationAccess"] | null;
}

/** Ask what an identifier would be answered; nothing is recorded. Throws a `Problem`. */
export async function check({ value, tokenType, station, search }: Question): Promise<Checked> {
  const [classified, found, place] = await Promise.all([
    api.POST("/api/v1/identifiers/classify", { body: { value, token_type: tokenType } }),
    search ? api.POST("/api/v1/identifiers/search", { body: { value } }) : null,
    station === null ? null : atStation(station),
  ]);
  if (classified.data === undefined) throw new Error(t("Nothing was answered."));
  return {
    classification: classified.data,
    identifier: found?.data?.items[0] ?? null,
    station: place?.station ?? null,
    mode: place?.mode ?? null,
  };
}

async function atStation(station: string) {
  const params = { path: { station_id: station } };
  const [read, mode] = await Promise.all([
    api.GET("/api/v1/stations/{station_id}", { params }),
    api.GET("/api/v1/stations/{station_id}/access", { params }),
  ]);
  return { station: read.data ?? null, mode: mode.data ?? null };
}
