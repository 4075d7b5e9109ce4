import { Button, Group, Stack } from "@mantine/core";
import { type SubmitEvent, useState } from "react";

import { api } from "@/api/client";
import type { Schemas } from "@/api/types";
import { Section } from "@/components/detail";
import { VehiclePicker } from "@/components/pickers";
import { ProblemAlert } from "@/components/states";
import { tellDone } from "@/components/toasts";
import { useRenew } from "@/features/identity/renew";
import { t } from "@/lib/words";

/** Gives an identifier to a vehicle, or to none. */
export function AssignForm({ identifier }: { identifier: Schemas["Identifier"] }) {
  const [vehicle, setVehicle] = useState(identifier.vehicle_id);
  const [failure, setFailure] = useState<unknown>(null);
  const [busy, setBusy] = useState(false);
  const renew = useRenew();
  const submit = async (event: SubmitEvent) => {
    event.preventDefault();
    setBusy(true);
    setFailure(null);
    try {
      await api.POST("/api/v1/identifiers/{identifier_id}/assign", {
        params: { path: { identifier_id: identifier.id } },
        body: { vehicle_id: vehicle },
      });
      await renew();
      tellDone(
        vehicle === null ? t("It belongs to no vehicle now") : t("It belongs to the vehicle now"),
      );
    } catch (error) {
      setFailure(error);
    } finally {
      setBusy(false);
    }
  };
  return (
    <Section title={t("Assign to a vehicle")}>
      <form onSubmit={(event) => void submit(event)} aria-label={t("Assign to a vehicle")}>
        <Stack gap="sm" maw={480}>
          {failure !== null && <ProblemAlert error={failure} title={t("It was not assigned")} />}
          <VehiclePicker id={vehicle} onChange={setVehicle} label={t("Vehicle")} />
          <Group>
            <Button type="submit" loading={busy} disabled={vehicle === identifier.vehicle_id}>
              {vehicle === null && identifier.vehicle_id !== null
                ? t("Assign to none")
                : t("Assign")}
            </Button>
          </Group>
        </Stack>
      </form>
    </Section>
  );
}
