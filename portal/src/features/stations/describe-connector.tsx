import { Modal } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { z } from "zod";

import { api } from "@/api/client";
import type { Schemas } from "@/api/types";
import { SchemaForm } from "@/components/form/schema-form";
import { tellDone } from "@/components/toasts";
import { connectorName } from "@/features/stations/commands/targets";
import { powerTypes } from "@/features/stations/station-words";
import { t } from "@/lib/words";

const shape = z.object({
  standard: z.string().nullable(),
  power_type: z.enum(["ac_1_phase", "ac_3_phase", "dc"]).nullable(),
  max_power_w: z.number().int(t("Whole watts.")).min(0).max(2_000_000_000).nullable(),
});

const standards = [
  ["sType2", t("Type 2 socket")],
  ["cType2", t("Type 2 cable")],
  ["cType1", t("Type 1 cable")],
  ["cCCS2", "CCS 2"],
  ["cCCS1", "CCS 1"],
  ["cG105", "CHAdeMO"],
  ["sCEE-7-7", "Schuko (CEE 7/7)"],
  ["cTesla", "Tesla"],
] as const;

interface Props {
  station: Schemas["Station"];
  connector: Schemas["Connector"];
  opened: boolean;
  onClose: () => void;
}

/** Says what a connector is, where the charger does not. */
export function DescribeConnector({ station, connector, opened, onClose }: Props) {
  const queries = useQueryClient();
  const { evse_id, connector_id } = connector;
  const name = connectorName(station, evse_id, connector_id);
  const known = standards.map(([value, label]) => ({
    value: value,
    label: label,
  }));
  const told = connector.standard;
  const options =
    told === null || known.some(({ value }) => value === told)
      ? known
      : [...known, { value: told, label: told }];
  const save = async (values: z.output<typeof shape>) => {
    await api.PATCH("/api/v1/stations/{station_id}/connectors/{evse_id}/{connector_id}", {
      params: { path: { station_id: station.id, evse_id, connector_id } },
      body: values,
    });
    await queries.invalidateQueries({
      queryKey: ["get", "/api/v1/stations/{station_id}/connectors"],
    });
    tellDone(t("{{connector}} was described", { connector: name }));
    onClose();
  };
  return (
    <Modal
      opened={opened}
      onClose={onClose}
      title={t("What {{connector}} is", { connector: name })}
    >
      <SchemaForm
        schema={shape}
        fields={[
          { name: "standard", label: t("Plug"), kind: "choice", options },
          {
            name: "power_type",
            label: t("Power"),
            kind: "choice",
            options: Object.entries(powerTypes).map(([value, label]) => ({ value, label })),
          },
          {
            name: "max_power_w",
            label: t("Most power, in watts"),
            kind: "number",
            description: t("As on its plate: 11000 for 11 kW."),
          },
        ]}
        initial={{
          standard: told,
          power_type: connector.power_type as z.input<typeof shape>["power_type"],
          max_power_w: connector.max_power_w,
        }}
        submit={save}
        label={t("Save")}
        onCancel={onClose}
      />
    </Modal>
  );
}
