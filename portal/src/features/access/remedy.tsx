import { Group, Stack, Text } from "@mantine/core";

import type { Schemas } from "@/api/types";
import { ButtonLink } from "@/components/button-link";
import { useMay } from "@/lib/me";
import { reasonOf } from "@/lib/reasons";
import { t } from "@/lib/words";

const ADDABLE = new Set(["unknown_identifier", "unrecognised_identifier_type"]);

/** What to do where a decision was wrong, and the way there. */
export function Remedy({ decision }: { decision: Schemas["DecisionView"] }) {
  const mayAdd = useMay("identifiers.edit");
  const maySee = useMay("identifiers.read");
  const maySeeRules = useMay("fleets.read");
  const maySeeAgreements = useMay("agreements.read");
  const { identifier_id, vehicle_id, fleet_id, agreement_id, reason } = decision;
  return (
    <Stack gap="xs">
      <Text inherit>
        {t("Was that wrong?")} {reasonOf(reason).remedy}
      </Text>
      <Group gap="xs">
        {ADDABLE.has(reason) && mayAdd && (
          <ButtonLink to="identifiers/new" variant="default">
            {t("Add this identifier to a vehicle")}
          </ButtonLink>
        )}
        {identifier_id !== null && agreement_id === null && maySee && (
          <ButtonLink to={`identifiers/${identifier_id}`} variant="default">
            {t("Go to the identifier")}
          </ButtonLink>
        )}
        {vehicle_id !== null && (
          <ButtonLink to={`vehicles/${vehicle_id}`} variant="default">
            {t("Go to the vehicle")}
          </ButtonLink>
        )}
        {reason === "team_rule" && fleet_id !== null && maySeeRules && (
          <ButtonLink to={`fleets/${fleet_id}`} variant="default">
            {t("Go to the fleet and its rules")}
          </ButtonLink>
        )}
        {agreement_id !== null && maySeeAgreements && (
          <ButtonLink to={`agreements/${agreement_id}`} variant="default">
            {t("Go to the agreement")}
          </ButtonLink>
        )}
        <ButtonLink to="decisions/reasons" variant="subtle">
          {t("What the reasons mean")}
        </ButtonLink>
      </Group>
    </Stack>
  );
}
