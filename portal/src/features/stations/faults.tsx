import { Code, Text } from "@mantine/core";

import { rest } from "@/api/client";
import type { Schemas } from "@/api/types";
import { Said } from "@/components/said";
import { faultMeaning } from "@/features/stations/fault-words";
import { t } from "@/lib/words";

type Fault = Schemas["Fault"];

/** Read the faults of a station that hold. */
export function useOpenFaults(stationId: string) {
  return rest.useQuery("get", "/api/v1/stations/{station_id}/faults", {
    params: { path: { station_id: stationId }, query: { open: true, limit: 50 } },
  });
}

/** A fault as its charger told it, and what it means. */
export function FaultText({ fault }: { fault: Fault }) {
  const { error_code, vendor_id, vendor_error_code, info, evse_id } = fault;
  return (
    <>
      <Text inherit fw={600} span>
        {error_code}
      </Text>
      {evse_id > 0 && ` ${t("at EVSE {{evse}}", { evse: evse_id })}`}
      {vendor_error_code !== null && vendor_error_code !== "" && (
        <>
          {", "}
          <Said
            sentence="the maker’s code <own/>"
            parts={{ own: <Code>{vendor_error_code}</Code> }}
          />
        </>
      )}
      {vendor_id !== null && vendor_id !== "" && (
        <>
          {" "}
          <Said sentence="of <maker/>" parts={{ maker: <Code>{vendor_id}</Code> }} />
        </>
      )}
      {info !== null && info !== "" && (
        <>
          : <bdi>{info}</bdi>
        </>
      )}
      . {faultMeaning(error_code)}
    </>
  );
}
