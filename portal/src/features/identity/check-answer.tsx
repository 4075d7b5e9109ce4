import { Group, Stack, Text } from "@mantine/core";

import { ButtonLink } from "@/components/button-link";
import { Facts } from "@/components/detail";
import { TenantLink } from "@/components/tenant-link";
import { Verdict } from "@/components/verdict";
import type { Checked } from "@/features/identity/checking";
import { IdentifierStatus, OwnVehicle, Validity } from "@/features/identity/identity-state";
import { types } from "@/features/identity/identity-words";
import { reasonOf } from "@/lib/reasons";
import { useMay } from "@/lib/me";
import { t } from "@/lib/words";

/** What would happen with an identifier now, why, and what to do if that is wrong. */
export function CheckAnswer({ checked }: { checked: Checked }) {
  const { classification, identifier, station, mode } = checked;
  const free = mode?.mode === "freevend";
  const letIn = free || classification.permitted;
  return (
    <Verdict good={letIn} title={letIn ? t("It would be let in") : t("It would be refused")}>
      <Stack gap="sm">
        <Text>{sentence(checked)}</Text>
        <Facts
          facts={[
            [t("Identifier"), <bdi key="masked">{classification.masked}</bdi>],
            [t("Class"), classification.access_class.replaceAll("_", " ")],
            [t("Type"), identifier === null ? null : types[identifier.type]],
            [t("Status"), identifier && <IdentifierStatus status={identifier.status} />],
            [t("Validity"), identifier && <Validity identifier={identifier} />],
            [t("Vehicle"), identifier && <OwnVehicle identifier={identifier} />],
            [t("Station"), station && <Place station={station} />],
          ]}
        />
        <Next checked={checked} />
      </Stack>
    </Verdict>
  );
}

function Place({ station }: { station: NonNullable<Checked["station"]> }) {
  return (
    <TenantLink to={`stations/${station.id}`}>
      <bdi>{station.name ?? station.code}</bdi>
    </TenantLink>
  );
}

function sentence({ classification, station, mode }: Checked): string {
  if (mode?.mode === "freevend") {
    return t("This station is in freevend: anybody may charge there, and nothing is decided.");
  }
  const { meaning } = reasonOf(classification.reason);
  return station === null
    ? t("At a station in managed access, now: {{meaning}}", { meaning })
    : t("At this station, now: {{meaning}}", { meaning });
}

function Next({ checked: { classification, identifier } }: { checked: Checked }) {
  const mayAdd = useMay("identifiers.edit");
  const known = identifier !== null;
  return (
    <>
      {!classification.permitted && <Text inherit>{reasonOf(classification.reason).remedy}</Text>}
      <Group gap="xs">
        {known && (
          <ButtonLink to={`identifiers/${identifier.id}`} variant="default">
            {t("Go to the identifier")}
          </ButtonLink>
        )}
        {!known && mayAdd && (
          <ButtonLink to="identifiers/new" variant="default">
            {t("Add this identifier")}
          </ButtonLink>
        )}
      </Group>
    </>
  );
}
