import { useState } from "react";

import { Problem } from "@/api/problem";
import type { Schemas } from "@/api/types";
import {
  type Command,
  sendAction,
  sendConfiguration,
  sendReadConfiguration,
} from "@/features/stations/commands/sending";
import { speaks16 } from "@/features/stations/commands/targets";
import { keyOf, type Variable } from "@/features/stations/variables";
import { t } from "@/lib/words";

/** What came of writing or reading one variable, as far as it has. */
export type Reply =
  | { state: "busy"; doing: string }
  | { state: "told"; command: Command }
  | { state: "failed"; problem: Problem };

/** The one variable that is being edited, and what came of those that were. */
export interface Writing {
  editing: string | null;
  edit: (variable: Variable | null) => void;
  replyTo: (variable: Variable) => Reply | null;
  write: (variable: Variable, value: string) => Promise<void>;
  readAgain: (variable: Variable) => Promise<void>;
}

const how = { reason: "", timeout_s: 30 };

/** Write variables of a station, and read each back: a yes is not yet the new value. */
export function useWriting(station: Schemas["Station"]): Writing {
  const [editing, setEditing] = useState<string | null>(null);
  const [replies, setReplies] = useState<ReadonlyMap<string, Reply>>(new Map());
  const old = speaks16(station);
  const tell = (variable: Variable, reply: Reply) =>
    setReplies((before) => new Map(before).set(keyOf(variable), reply));
  const attempt = async (variable: Variable, doing: string, act: () => Promise<Command>) => {
    tell(variable, { state: "busy", doing });
    try {
      const command = await act();
      tell(variable, { state: "told", command });
      return command;
    } catch (error) {
      tell(variable, { state: "failed", problem: Problem.from(error) });
      return null;
    }
  };
  const read = (variable: Variable) =>
    old
      ? sendReadConfiguration(station.id, { keys: [variable.variable], ...how })
      : sendAction(station.id, {
          action: "GetVariables",
          payload: { getVariableData: [named(variable)] },
          ...how,
        });
  return {
    editing,
    edit: (variable) => setEditing(variable === null ? null : keyOf(variable)),
    replyTo: (variable) => replies.get(keyOf(variable)) ?? null,
    write: async (variable, value) => {
      setEditing(null);
      const command = await attempt(variable, t("writing"), () =>
        old
          ? sendConfiguration(station.id, { key: variable.variable, value, ...how })
          : sendAction(station.id, {
              action: "SetVariables",
              payload: { setVariableData: [{ ...named(variable), attributeValue: value }] },
              ...how,
            }),
      );
      // The reply to the writing stays beside the value; the value itself is read back.
      if (command?.status === "accepted") await read(variable).catch(() => undefined);
    },
    readAgain: async (variable) => {
      await attempt(variable, t("reading"), () => read(variable));
    },
  };
}

/** Return a variable as OCPP 2.x names it. */
function named(variable: Variable): Record<string, unknown> {
  const { evse_id, connector_id, component_instance, variable_instance, attribute } = variable;
  return {
    component: {
      name: variable.component,
      ...(component_instance !== "" && { instance: component_instance }),
      ...(evse_id !== 0 && {
        evse: { id: evse_id, ...(connector_id !== 0 && { connectorId: connector_id }) },
      }),
    },
    variable: {
      name: variable.variable,
      ...(variable_instance !== "" && { instance: variable_instance }),
    },
    ...(attribute !== "" && attribute !== "Actual" && { attributeType: attribute }),
  };
}
