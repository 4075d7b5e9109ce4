import { Text } from "@mantine/core";

import type { Schemas } from "@/api/types";
import { Age } from "@/components/age";
import { Said } from "@/components/said";
import { Status } from "@/components/status";
import { TenantLink } from "@/components/tenant-link";
import { statuses, vehicleStatuses } from "@/features/identity/identity-words";
import { useNow } from "@/lib/ticking";
import { t } from "@/lib/words";

type Identifier = Schemas["Identifier"];

export function IdentifierStatus({ status }: { status: Identifier["status"] }) {
  const { label, tone, explained } = statuses[status];
  return (
    <Status tone={tone} explained={explained}>
      {label}
    </Status>
  );
}

export function VehicleStatus({ status }: { status: Schemas["Vehicle"]["status"] }) {
  const { label, tone, explained } = vehicleStatuses[status];
  return (
    <Status tone={tone} explained={explained}>
      {label}
    </Status>
  );
}

/** The fleet of a vehicle, as a link to it. */
export function OwnFleet({ vehicle }: { vehicle: Schemas["Vehicle"] }) {
  if (vehicle.fleet_id === null) return <>–</>;
  return (
    <TenantLink to={`fleets/${vehicle.fleet_id}`} title={vehicle.fleet_name ?? ""}>
      <bdi>{vehicle.fleet_name ?? t("its fleet")}</bdi>
    </TenantLink>
  );
}

/** From when until when an identifier may charge; loud where that is over or not yet begun. */
export function Validity({
  identifier,
}: {
  identifier: Pick<Identifier, "valid_from" | "valid_until">;
}) {
  const now = useNow();
  const { valid_from: from, valid_until: until } = identifier;
  if (until !== null && Date.parse(until) <= now) {
    return (
      <Status
        tone="warn"
        explained={t("It is refused as expired. A later end lets it charge again.")}
      >
        <span>
          <Said sentence="expired <age/>" parts={{ age: <Age at={until} /> }} />
        </span>
      </Status>
    );
  }
  if (from !== null && Date.parse(from) > now) {
    return (
      <Status tone="quiet" explained={t("It is refused until then.")}>
        <span>
          <Said sentence="begins <age/>" parts={{ age: <Age at={from} /> }} />
        </span>
      </Status>
    );
  }
  if (until === null) {
    return (
      <Text span inherit c="dimmed">
        {t("no end")}
      </Text>
    );
  }
  return <Said sentence="ends <age/>" parts={{ age: <Age at={until} /> }} />;
}

/** The vehicle of an identifier, as a link to it. */
export function OwnVehicle({ identifier }: { identifier: Identifier }) {
  if (identifier.vehicle_id === null) {
    return (
      <Text span inherit c="dimmed">
        {t("none")}
      </Text>
    );
  }
  return (
    <TenantLink to={`vehicles/${identifier.vehicle_id}`} title={identifier.vehicle_name ?? ""}>
      <bdi>{identifier.vehicle_name ?? t("its vehicle")}</bdi>
    </TenantLink>
  );
}

/** Whether OCPP 1.6 can carry it. */
export function FitsOcpp16({ fits }: { fits: boolean }) {
  return fits ? (
    <Text span inherit c="dimmed">
      {t("yes")}
    </Text>
  ) : (
    <Status
      tone="warn"
      explained={t(
        "It or its group has more than 20 characters, which OCPP 1.6 cannot carry: only chargers of OCPP 2.x can send it.",
      )}
    >
      {t("too long")}
    </Status>
  );
}
