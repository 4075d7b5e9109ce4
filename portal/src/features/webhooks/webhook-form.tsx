import { z } from "zod";

import type { Field } from "@/components/form/fields";
import { SchemaForm } from "@/components/form/schema-form";
import { LocationPicker, StationPicker } from "@/components/pickers";
import type { Webhook } from "@/features/webhooks/webhook-words";
import { useMay } from "@/lib/me";
import { t } from "@/lib/words";

const URL_MAX_LENGTH = 2048;
const EXAMPLE = "https://consumer.example/chargehouse";
const DESCRIPTION_MAX_LENGTH = 500;

const shape = z.object({
  url: z
    .string()
    .trim()
    .min(1, t("It needs a URL."))
    .max(URL_MAX_LENGTH, t("At most {{length}} characters.", { length: URL_MAX_LENGTH })),
  description: z
    .string()
    .trim()
    .max(
      DESCRIPTION_MAX_LENGTH,
      t("At most {{length}} characters.", { length: DESCRIPTION_MAX_LENGTH }),
    ),
  location_id: z.string().nullable(),
  station_id: z.string().nullable(),
  ordered: z.boolean(),
});

/** What is typed of a webhook. */
export type WebhookValues = z.output<typeof shape>;

const fields: readonly Field<WebhookValues>[] = [
  {
    name: "url",
    label: t("URL"),
    kind: "text",
    required: true,
    placeholder: EXAMPLE,
    description: t("https:// or http://, at a public address, without user and password."),
  },
  {
    name: "description",
    label: t("Description"),
    kind: "text",
    description: t("Which system this is, and whom to call when it fails."),
  },
  {
    name: "location_id",
    label: t("Only of one location"),
    kind: "picked",
    picker: LocationPicker,
    description: t("Left empty, it is told of all. Events without a place are left out then."),
  },
  {
    name: "station_id",
    label: t("Only of one station"),
    kind: "picked",
    picker: StationPicker,
  },
  {
    name: "ordered",
    label: t("In order"),
    kind: "switch",
    description: t(
      "What happens to one session or one station comes one after another: while one is tried again, the later ones wait.",
    ),
  },
];

interface Props {
  webhook?: Webhook;
  label: string;
  failed: string;
  submit: (values: WebhookValues) => Promise<unknown>;
  onCancel: () => void;
  onChangedMeanwhile?: () => void;
}

/** The fields of a webhook, new or known; of what it is told is chosen above them. */
export function WebhookForm({ webhook, ...rest }: Props) {
  const may: Readonly<Record<string, boolean>> = {
    location_id: useMay("locations.read"),
    station_id: useMay("stations.read"),
  };
  return (
    <SchemaForm
      schema={shape}
      fields={fields.filter(({ name }) => may[name] ?? true)}
      initial={{
        url: webhook?.url ?? "",
        description: webhook?.description ?? "",
        location_id: webhook?.location_id ?? null,
        station_id: webhook?.station_id ?? null,
        ordered: webhook?.ordered ?? false,
      }}
      {...rest}
    />
  );
}
