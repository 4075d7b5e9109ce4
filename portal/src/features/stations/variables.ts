import { rest } from "@/api/client";
import type { Schemas } from "@/api/types";
import { t } from "@/lib/words";

export type Variable = Schemas["Variable"];

/** Read what is known of a station's configuration. */
export function useVariables(stationId: string, enabled = true) {
  return rest.useQuery(
    "get",
    "/api/v1/stations/{station_id}/variables",
    { params: { path: { station_id: stationId } } },
    { enabled },
  );
}

/** Return the variables of an answer; its type allows for the same as CSV, a text. */
export function variablesOf(answer: string | Variable[] | undefined): readonly Variable[] {
  return typeof answer === "object" ? answer : [];
}

/** Return what tells a variable of its station from the others. */
export function keyOf(variable: Variable): string {
  return [
    variable.component,
    variable.component_instance,
    variable.evse_id,
    variable.connector_id,
    variable.variable,
    variable.variable_instance,
    variable.attribute,
  ].join("/");
}

/** Return a variable's name as its maker would write it. */
export function fullName(variable: Variable): string {
  const instance = variable.variable_instance === "" ? "" : `[${variable.variable_instance}]`;
  return `${variable.variable}${instance}`;
}

/** Return where in the device model a variable belongs; nothing in OCPP 1.6. */
export function placeOf(variable: Variable): string {
  const { component, component_instance, evse_id, connector_id } = variable;
  if (component === "") return "";
  const instance = component_instance === "" ? "" : `[${component_instance}]`;
  const evse = evse_id === 0 ? "" : ` · EVSE ${evse_id}`;
  const connector =
    connector_id === 0 ? "" : ` · ${t("connector {{connector}}", { connector: connector_id })}`;
  return `${component}${instance}${evse}${connector}`;
}
