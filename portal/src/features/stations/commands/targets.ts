import type { Schemas } from "@/api/types";
import { t } from "@/lib/words";

type Connector = Schemas["Connector"];
type Session = Schemas["SessionView"];

/** What a form about a station needs to know of it. */
export interface Target {
  station: Schemas["Station"];
  connectors: readonly Connector[];
  /** Sessions that go on there now. */
  sessions: readonly Session[];
  /** The connector that was chosen before the form was opened. */
  evseId: number | null;
  connectorId: number | null;
}

/** Whether a station speaks OCPP 1.6, in which EVSEs are called connectors. */
export function speaks16(station: Schemas["Station"]): boolean {
  return (station.socket.subprotocol ?? station.protocol) === "ocpp1.6";
}

/** Return what a connector is called at its station. */
export function connectorName(station: Schemas["Station"], evse: number, connector: number) {
  if (speaks16(station)) return t("Connector {{connector}}", { connector: evse });
  return connector > 1
    ? t("EVSE {{evse}}, connector {{connector}}", { evse, connector })
    : `EVSE ${evse}`;
}

/** Return the EVSEs of a station as choices. */
export function evseOptions({ station, connectors }: Target) {
  const ids = [...new Set(connectors.map((connector) => connector.evse_id))].filter(Boolean);
  return (ids.length === 0 ? [1] : ids).map((id) => ({
    value: String(id),
    label: connectorName(station, id, 1),
  }));
}

/** Return the number of a choice; null where none was made. */
export function numberOf(choice: string | null): number | null {
  return choice === null || choice === "" ? null : Number(choice);
}
