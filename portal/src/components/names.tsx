import { Fragment, type ReactNode } from "react";

import { rest } from "@/api/client";
import { TenantLink } from "@/components/tenant-link";
import { useMay } from "@/lib/me";
import { t } from "@/lib/words";

interface Props {
  id: string;
}

/** A location by its name, where that may be seen. */
export function LocationName({ id }: Props) {
  const location = rest.useQuery(
    "get",
    "/api/v1/locations/{location_id}",
    { params: { path: { location_id: id } } },
    { enabled: useMay("locations.read"), retry: false },
  );
  return (
    <Name to={`locations/${id}`} name={location.data?.name} otherwise={t("a location not shown")} />
  );
}

/** A station by its name or code, where that may be seen. */
export function StationName({ id }: Props) {
  const station = rest.useQuery(
    "get",
    "/api/v1/stations/{station_id}",
    { params: { path: { station_id: id } } },
    { enabled: useMay("stations.read"), retry: false },
  );
  const name = station.data?.name ?? station.data?.code;
  return <Name to={`stations/${id}`} name={name} otherwise={t("a station not shown")} />;
}

/** A fleet by its name, where that may be seen. */
export function FleetName({ id }: Props) {
  const fleet = rest.useQuery(
    "get",
    "/api/v1/fleets/{fleet_id}",
    { params: { path: { fleet_id: id } } },
    { enabled: useMay("fleets.read"), retry: false },
  );
  return <Name to={`fleets/${id}`} name={fleet.data?.name} otherwise={t("a fleet not shown")} />;
}

/** A roaming partner by its name, where that may be seen. */
export function PartnerName({ id }: Props) {
  const partner = rest.useQuery(
    "get",
    "/api/v1/roaming/partners/{partner_id}",
    { params: { path: { partner_id: id } } },
    { enabled: useMay("partners.read"), retry: false },
  );
  return (
    <Name to={`partners/${id}`} name={partner.data?.name} otherwise={t("a partner not shown")} />
  );
}

/** Names with commas between them. */
export function Listed({ names }: { names: readonly ReactNode[] }) {
  return names.map((name, nth) => (
    <Fragment key={nth}>
      {nth > 0 && ", "}
      {name}
    </Fragment>
  ));
}

interface NameProps {
  to: string;
  name: string | undefined;
  /** What is said where the name is not known. */
  otherwise: string;
}

function Name({ to, name, otherwise }: NameProps) {
  if (name === undefined) return <>{otherwise}</>;
  return (
    <TenantLink to={to}>
      <bdi>{name}</bdi>
    </TenantLink>
  );
}
