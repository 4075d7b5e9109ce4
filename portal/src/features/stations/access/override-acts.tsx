import { Button, Modal } from "@mantine/core";
import { useState } from "react";

import { api } from "@/api/client";
import type { Schemas } from "@/api/types";
import { confirmAct } from "@/components/confirm";
import { tellDone } from "@/components/toasts";
import { OverrideForm } from "@/features/stations/access/override-form";
import { useMay } from "@/lib/me";
import { other } from "@/lib/modes";
import { useRenewAccess } from "@/lib/renew-access";
import { t } from "@/lib/words";

/** Orders a mode over the policy, and ends what was ordered. */
export function OverrideActs({ access }: { access: Schemas["StationAccess"] }) {
  const [opened, setOpened] = useState(false);
  if (!useMay("access.override")) return null;
  return (
    <>
      {access.override !== null && <EndOverride override={access.override} />}
      <Button variant="default" onClick={() => setOpened(true)}>
        {t("Override …")}
      </Button>
      <Modal opened={opened} onClose={() => setOpened(false)} title={t("Who may charge")}>
        <OverrideForm
          station={access.station_id}
          mode={other(access.mode)}
          onDone={() => setOpened(false)}
        />
      </Modal>
    </>
  );
}

/** Ends an override before its time. */
export function EndOverride({ override }: { override: Schemas["StationOverride"] }) {
  const renew = useRenewAccess();
  const end = async () => {
    const path = { station_id: override.station_id, override_id: override.id };
    await api.DELETE("/api/v1/stations/{station_id}/overrides/{override_id}", { params: { path } });
    await renew();
    tellDone(t("The override was ended"));
  };
  const ask = () =>
    confirmAct({
      title: t("End this override?"),
      consequence: t("The policy governs the station again, at once. Sessions go on."),
      label: t("End the override"),
      run: end,
    });
  return (
    <Button variant="default" onClick={ask}>
      {t("End the override …")}
    </Button>
  );
}
