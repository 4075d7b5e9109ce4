import { Text } from "@mantine/core";
import { z } from "zod";

import { api } from "@/api/client";
import type { Schemas } from "@/api/types";
import { SchemaForm } from "@/components/form/schema-form";
import { tellDone } from "@/components/toasts";
import { Gaps } from "@/features/stations/access/gaps";
import { useRenewAccess } from "@/lib/renew-access";
import { t } from "@/lib/words";

const WORDS_MAX_LENGTH = 1000;

const shape = z.object({
  words: z
    .string()
    .trim()
    .min(1, t("Say it in your own words."))
    .max(WORDS_MAX_LENGTH, t("At most {{most}} characters.", { most: WORDS_MAX_LENGTH })),
});

interface Props {
  control: Schemas["ControlView"];
  onDone: () => void;
}

/** Accepts in writing what a charger that can be switched in part will not enforce. */
export function AcceptanceForm({ control, onDone }: Props) {
  const renew = useRenewAccess();
  const save = async ({ words }: z.output<typeof shape>) => {
    await api.PUT("/api/v1/stations/{station_id}/access/control/acceptance", {
      params: { path: { station_id: control.station_id } },
      body: { words },
    });
    await renew();
    tellDone(t("It was accepted"), t("A policy can govern the charger now."));
    onDone();
  };
  return (
    <>
      <Text size="sm">{t("With a policy, this will not be enforced here:")}</Text>
      <Gaps gaps={control.not_enforced} />
      <SchemaForm
        schema={shape}
        fields={[
          {
            name: "words",
            label: t("That you know this, and accept it"),
            kind: "area",
            required: true,
            description: t("In your own words, with your name. What is found later is not meant."),
          },
        ]}
        initial={{ words: "" }}
        submit={save}
        label={t("Accept it")}
        onCancel={onDone}
      />
    </>
  );
}
