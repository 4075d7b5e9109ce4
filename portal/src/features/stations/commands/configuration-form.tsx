import { z } from "zod";

import { rest } from "@/api/client";
import { Loading } from "@/components/states";
import { CommandForm, how, plainHow } from "@/features/stations/commands/command-form";
import { sendReadConfiguration } from "@/features/stations/commands/sending";
import { variablesOf } from "@/features/stations/variables";
import { speaks16, type Target } from "@/features/stations/commands/targets";
import { t } from "@/lib/words";

const shape = z.object({ keys: z.string(), ...how });

const usual16 = [
  "AuthorizeRemoteTxRequests",
  "ConnectionTimeOut",
  "GetConfigurationMaxKeys",
  "HeartbeatInterval",
  "LocalAuthorizeOffline",
  "LocalPreAuthorize",
  "MeterValueSampleInterval",
  "MeterValuesSampledData",
  "NumberOfConnectors",
  "StopTransactionOnInvalidId",
  "SupportedFeatureProfiles",
  "WebSocketPingInterval",
];
const usual2 = [
  "AuthCtrlr.Enabled",
  "AuthCtrlr.AuthorizeRemoteStart",
  "AuthCtrlr.LocalPreAuthorize",
  "OCPPCommCtrlr.HeartbeatInterval",
  "SampledDataCtrlr.TxUpdatedInterval",
  "SampledDataCtrlr.TxUpdatedMeasurands",
  "TxCtrlr.EVConnectionTimeOut",
  "TxCtrlr.TxStartPoint",
  "TxCtrlr.TxStopPoint",
];

/** Reads configuration keys, or variables, from a station. */
export function ReadConfigurationForm({ target }: { target: Target }) {
  const { station } = target;
  const old = speaks16(station);
  const known = rest.useQuery("get", "/api/v1/stations/{station_id}/variables", {
    params: { path: { station_id: station.id } },
  });
  if (known.isPending) return <Loading rows={3} />;
  const names = variablesOf(known.data).map(({ component, variable }) =>
    component === "" ? variable : `${component}.${variable}`,
  );
  const usual = old ? usual16 : usual2;
  const keys = [...new Set(names.length > 0 && old ? names : usual)];
  return (
    <CommandForm
      label={t("Read")}
      schema={shape}
      consequence={
        old
          ? t(
              "Only what is named is read. Left empty, the charger is asked for everything, at which some firmware (ABB up to 1.8.21) crashes.",
            )
          : t(
              "Each is named as Component.Variable. The whole device model is read from the Configuration page.",
            )
      }
      fields={[
        {
          name: "keys",
          label: t("What to read"),
          kind: "area",
          rows: 8,
          description: t("One a line."),
        },
      ]}
      initial={{ keys: keys.join("\n"), ...plainHow }}
      send={({ keys: typed, ...rest }) =>
        sendReadConfiguration(station.id, {
          keys: typed
            .split(/[\n,]/)
            .map((key) => key.trim())
            .filter((key) => key !== ""),
          ...rest,
        })
      }
    />
  );
}
