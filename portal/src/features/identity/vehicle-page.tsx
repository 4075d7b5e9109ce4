import { Group, Text } from "@mantine/core";
import { IconPlus } from "@tabler/icons-react";
import { useParams } from "@tanstack/react-router";

import { api, rest } from "@/api/client";
import type { Schemas } from "@/api/types";
import { ChangeLink, RemoveButton } from "@/components/acts";
import { Age } from "@/components/age";
import { ButtonLink } from "@/components/button-link";
import { confirmAct } from "@/components/confirm";
import { Facts, Section } from "@/components/detail";
import { Page } from "@/components/page";
import { ReadPage } from "@/components/read-page";
import { tellDone } from "@/components/toasts";
import { OwnFleet, VehicleStatus } from "@/features/identity/identity-state";
import { useRenew } from "@/features/identity/renew";
import {
  VehicleDecisions,
  VehicleIdentifiers,
  VehicleSessions,
} from "@/features/identity/vehicle-rows";
import { useGo } from "@/lib/going";
import { useMay } from "@/lib/me";
import { t } from "@/lib/words";

type Vehicle = Schemas["Vehicle"];

/** One vehicle: by what it is known, when it charged, and how it was answered. */
export function VehiclePage() {
  const { vehicle: id = "" } = useParams({ strict: false });
  const vehicle = rest.useQuery("get", "/api/v1/vehicles/{vehicle_id}", {
    params: { path: { vehicle_id: id } },
  });
  return (
    <ReadPage query={vehicle} title={t("Vehicle")}>
      {(vehicle) => <Told key={id} vehicle={vehicle} />}
    </ReadPage>
  );
}

function Told({ vehicle }: { vehicle: Vehicle }) {
  const maySeeIdentifiers = useMay("identifiers.read");
  const mayAdd = useMay("identifiers.edit");
  const maySeeSessions = useMay("sessions.read");
  const maySeeDecisions = useMay("access.decisions.read");
  return (
    <Page
      title={vehicle.name}
      beside={<VehicleStatus status={vehicle.status} />}
      actions={useMay("vehicles.edit") && <Acts vehicle={vehicle} />}
    >
      {vehicle.status === "inactive" && (
        <Text>{t("While this vehicle is inactive, every one of its identifiers is refused.")}</Text>
      )}
      <Facts
        facts={[
          [t("Registration number"), <bdi key="number">{vehicle.registration_number ?? "–"}</bdi>],
          [t("Fleet"), <OwnFleet key="fleet" vehicle={vehicle} />],
          [t("Identifiers"), vehicle.identifiers],
          [t("Added"), <Age key="added" at={vehicle.created_at} />],
          [t("Changed"), <Age key="changed" at={vehicle.updated_at} />],
        ]}
      />
      {maySeeIdentifiers && (
        <Section
          title={t("Identifiers")}
          actions={
            mayAdd && (
              <ButtonLink
                to="identifiers/new"
                search={{ vehicle_id: vehicle.id }}
                variant="default"
                leftSection={<IconPlus size={14} aria-hidden />}
              >
                {t("Add an identifier")}
              </ButtonLink>
            )
          }
        >
          <VehicleIdentifiers id={vehicle.id} />
        </Section>
      )}
      {maySeeSessions && (
        <Section title={t("Sessions")}>
          <VehicleSessions id={vehicle.id} />
        </Section>
      )}
      {maySeeDecisions && (
        <Section title={t("Access decisions")}>
          <VehicleDecisions id={vehicle.id} />
        </Section>
      )}
    </Page>
  );
}

function Acts({ vehicle }: { vehicle: Vehicle }) {
  const go = useGo();
  const renew = useRenew();
  const remove = async () => {
    await api.DELETE("/api/v1/vehicles/{vehicle_id}", {
      params: { path: { vehicle_id: vehicle.id } },
    });
    tellDone(t("The vehicle was removed"));
    await go("vehicles");
    await renew();
  };
  const ask = () =>
    confirmAct({
      title: t("Remove {{name}}?", { name: vehicle.name.slice(0, 100) }),
      consequence: t(
        "Its sessions and decisions stay, without its name. A vehicle that still has identifiers is not removed: move or remove those first. This cannot be undone.",
      ),
      label: t("Remove the vehicle"),
      dangerous: true,
      run: remove,
    });
  return (
    <Group gap="xs">
      <ChangeLink to={`vehicles/${vehicle.id}/edit`} />
      <RemoveButton onClick={ask} />
    </Group>
  );
}
