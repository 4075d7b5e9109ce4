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
import { FleetRules } from "@/features/fleets/fleet-rules";
import { FleetState } from "@/features/fleets/fleet-state";
import { FleetVehicles } from "@/features/fleets/fleet-vehicles";
import { useRenew } from "@/features/fleets/renew";
import { FleetExplainer } from "@/features/fleets/fleet-explainer";
import { useGo } from "@/lib/going";
import { useMay } from "@/lib/me";
import { t } from "@/lib/words";

type Fleet = Schemas["Fleet"];

/** One fleet: its vehicles, its rules, and what these say of a start. */
export function FleetPage() {
  const { fleet: id = "" } = useParams({ strict: false });
  const fleet = rest.useQuery("get", "/api/v1/fleets/{fleet_id}", {
    params: { path: { fleet_id: id } },
  });
  return (
    <ReadPage query={fleet} title={t("Fleet")}>
      {(fleet) => <Told key={id} fleet={fleet} />}
    </ReadPage>
  );
}

function Told({ fleet }: { fleet: Fleet }) {
  const mayEdit = useMay("fleets.edit");
  const maySeeVehicles = useMay("vehicles.read");
  const maySeeStations = useMay("stations.read");
  const addRule = (
    <ButtonLink
      to={`fleets/${fleet.id}/rules/new`}
      variant="default"
      leftSection={<IconPlus size={14} aria-hidden />}
    >
      {t("Add a rule")}
    </ButtonLink>
  );
  return (
    <Page
      title={fleet.name}
      beside={<FleetState active={fleet.active} />}
      actions={mayEdit && <Acts fleet={fleet} />}
    >
      {!fleet.active && (
        <Text>{t("While this fleet is not active, every one of its vehicles is refused.")}</Text>
      )}
      <Facts
        facts={[
          [t("Note"), fleet.note === "" ? null : <bdi key="note">{fleet.note}</bdi>],
          [t("Added"), <Age key="added" at={fleet.created_at} />],
          [t("Changed"), <Age key="changed" at={fleet.updated_at} />],
        ]}
      />
      <Section title={t("Rules")} actions={mayEdit && addRule}>
        <FleetRules id={fleet.id} />
      </Section>
      {maySeeStations && (
        <Section title={t("May they start?")}>
          <FleetExplainer fleet={fleet.id} />
        </Section>
      )}
      {maySeeVehicles && (
        <Section title={t("Vehicles")}>
          <FleetVehicles id={fleet.id} />
        </Section>
      )}
    </Page>
  );
}

function Acts({ fleet }: { fleet: Fleet }) {
  const go = useGo();
  const renew = useRenew();
  const remove = async () => {
    await api.DELETE("/api/v1/fleets/{fleet_id}", { params: { path: { fleet_id: fleet.id } } });
    tellDone(t("The fleet was removed"));
    await go("fleets");
    await renew();
  };
  const ask = () =>
    confirmAct({
      title: t("Remove {{name}}?", { name: fleet.name.slice(0, 100) }),
      consequence: t(
        "Its rules go with it. A fleet to which vehicles belong is not removed: take them out first. This cannot be undone.",
      ),
      label: t("Remove the fleet"),
      dangerous: true,
      run: remove,
    });
  return (
    <Group gap="xs">
      <ChangeLink to={`fleets/${fleet.id}/edit`} />
      <RemoveButton onClick={ask} />
    </Group>
  );
}
