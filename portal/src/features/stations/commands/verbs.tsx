import type { ComponentType } from "react";

import { ActionForm } from "@/features/stations/commands/action-form";
import { AvailabilityForm } from "@/features/stations/commands/availability-form";
import { ClearCacheForm } from "@/features/stations/commands/clear-cache-form";
import { ReadConfigurationForm } from "@/features/stations/commands/configuration-form";
import { ResetForm } from "@/features/stations/commands/reset-form";
import { StartForm } from "@/features/stations/commands/start-form";
import { StopForm } from "@/features/stations/commands/stop-form";
import type { Target } from "@/features/stations/commands/targets";
import { TriggerForm } from "@/features/stations/commands/trigger-form";
import { UnlockForm } from "@/features/stations/commands/unlock-form";
import { WriteConfigurationForm } from "@/features/stations/commands/write-form";
import { t } from "@/lib/words";

interface Verb {
  /** What the button says. */
  label: string;
  /** What the form is called. */
  title: string;
  Form: ComponentType<{ target: Target }>;
}

/** What a station can be told, in the order in which it is wanted. */
export const verbs = {
  start: { label: t("Start"), title: t("Start charging"), Form: StartForm },
  stop: { label: t("Stop"), title: t("Stop charging"), Form: StopForm },
  unlock: { label: t("Unlock"), title: t("Unlock a connector"), Form: UnlockForm },
  availability: {
    label: t("Availability"),
    title: t("In or out of service"),
    Form: AvailabilityForm,
  },
  reset: { label: t("Restart"), title: t("Restart the station"), Form: ResetForm },
  trigger: { label: t("Ask for a message"), title: t("Ask for a message"), Form: TriggerForm },
  read: {
    label: t("Read configuration"),
    title: t("Read configuration"),
    Form: ReadConfigurationForm,
  },
  write: { label: t("Write a setting"), title: t("Write a setting"), Form: WriteConfigurationForm },
  clearCache: {
    label: t("Clear cache"),
    title: t("Clear the authorisation cache"),
    Form: ClearCacheForm,
  },
  action: { label: t("Any OCPP action"), title: t("Any OCPP action"), Form: ActionForm },
} as const satisfies Record<string, Verb>;

export type VerbName = keyof typeof verbs;
