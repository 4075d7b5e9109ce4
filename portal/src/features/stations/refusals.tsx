import { Alert, List, Text } from "@mantine/core";

import { rest } from "@/api/client";
import type { Schemas } from "@/api/types";
import { Age } from "@/components/age";
import { Said } from "@/components/said";
import { useMay } from "@/lib/me";
import { t } from "@/lib/words";

type Station = Schemas["Station"];

/** Why somebody was turned away, and what to look at. */
const words: Readonly<Record<string, string>> = {
  wrong_password: t(
    "The password is wrong. Type it in again, or make another in the settings of this station.",
  ),
  no_password: t("No password came with it. Look for “authorization key” or “Basic auth”."),
  wrong_user_name: t("The user name is not its id. In OCPP 2.x it must be."),
  tls_required: t("It came without TLS. This station’s security profile asks for wss://."),
  no_certificate: t("It showed no certificate. Security profile 3 asks for one."),
  wrong_certificate: t("Its certificate carries another name than this station’s code."),
  revoked_certificate: t("Its certificate was revoked, or was not issued to this station."),
  no_common_subprotocol: t("It speaks none of the versions of OCPP that are known here."),
  unauthenticated_not_allowed: t(
    "It came without a password, which this installation does not allow: choose security profile 1.",
  ),
  unknown_station: t(
    "Somebody came with an id that is not known here. If that was this charger, its id is typed otherwise than its code.",
  ),
};

const EVENT = "station.connection_refused";
const SHOWN = 5;

interface Refused {
  reason: string;
  remote_address: string;
  code_masked?: string | null;
}

/** Attempts to connect that were turned away, of this station or of nobody who is known. */
export function Refusals({ station, since }: { station: Station; since: string }) {
  const maySee = useMay("events.read");
  const refused = rest.useQuery(
    "get",
    "/api/v1/events",
    { params: { query: { name: [EVENT], from: since, order: "newest", limit: 50 } } },
    { enabled: maySee },
  );
  const all = refused.data?.items ?? [];
  const own = all.filter(({ station_id }) => station_id === station.id || station_id === null);
  if (own.length === 0) return null;
  return (
    <Alert color="yellow" variant="light" title={t("Turned away meanwhile")}>
      <List size="sm" spacing={4}>
        {own.slice(0, SHOWN).map((event) => {
          const { reason, remote_address, code_masked } = event.data as Refused;
          return (
            <List.Item key={event.id}>
              {words[reason] ?? reason}{" "}
              <Text span size="sm" c="dimmed">
                {code_masked == null ? (
                  <Said
                    sentence="<age/>, from {{address}}"
                    parts={{ age: <Age at={event.occurred_at} /> }}
                    values={{ address: remote_address }}
                  />
                ) : (
                  <Said
                    sentence="<age/>, from {{address}}, as <name/>"
                    parts={{ age: <Age at={event.occurred_at} />, name: <bdi>{code_masked}</bdi> }}
                    values={{ address: remote_address }}
                  />
                )}
              </Text>
            </List.Item>
          );
        })}
      </List>
    </Alert>
  );
}
