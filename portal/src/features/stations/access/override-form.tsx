import { z } from "zod";

import { api } from "@/api/client";
import { SchemaForm } from "@/components/form/schema-form";
import { tellDone } from "@/components/toasts";
import { type Mode, modeChoices, modes } from "@/lib/modes";
import { useRenewAccess } from "@/lib/renew-access";
import { serverNow } from "@/lib/ticking";
import { t } from "@/lib/words";

const REASON_MAX_LENGTH = 500;

const shape = z.object({
  mode: z.enum(["managed_access", "freevend"]),
  ends: z
    .string()
    .nullable()
    .refine(
      (ends) => ends === null || Date.parse(ends) > serverNow(),
      t("It would end before it begins: choose a time that is still to come."),
    ),
  reason: z
    .string()
    .trim()
    .max(REASON_MAX_LENGTH, t("At most {{most}} characters.", { most: REASON_MAX_LENGTH })),
});

interface Props {
  station: string;
  /** What is to be ordered first: the mode in which the station is not. */
  mode: Mode;
  onDone: () => void;
}

/** Orders a mode for a station, over its policy, for a while or until it is ended. */
export function OverrideForm({ station, mode: first, onDone }: Props) {
  const renew = useRenewAccess();
  const save = async ({ mode, ends, reason }: z.output<typeof shape>) => {
    await api.POST("/api/v1/stations/{station_id}/overrides", {
      params: { path: { station_id: station } },
      body: { mode, ends, reason: reason === "" ? null : reason },
    });
    await renew();
    tellDone(t("The access mode was set"), `${modes[mode].explained} ${t("Sessions go on.")}`);
    onDone();
  };
  return (
    <SchemaForm
      schema={shape}
      fields={[
        {
          name: "mode",
          label: t("Mode"),
          kind: "choice",
          required: true,
          options: modeChoices.map(({ value }) => ({
            value,
            label: `${modes[value].label}: ${modes[value].explained}`,
          })),
        },
        {
          name: "ends",
          label: t("Until"),
          kind: "instant",
          description: t("Your own local time. Left empty, it holds until somebody ends it."),
        },
        {
          name: "reason",
          label: t("Reason"),
          kind: "text",
          description: t("Kept with the change."),
        },
      ]}
      initial={{ mode: first, ends: null, reason: "" }}
      submit={save}
      label={t("Set the mode")}
      onCancel={onDone}
    />
  );
}
