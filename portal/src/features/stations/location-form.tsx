import { z } from "zod";

import type { Schemas } from "@/api/types";
import type { Field } from "@/components/form/fields";
import { SchemaForm } from "@/components/form/schema-form";
import { ownTimezone, timezonesAnd } from "@/features/stations/timezones";
import { t } from "@/lib/words";

const short = z
  .string()
  .trim()
  .max(200, t("At most {{most}} characters.", { most: 200 }));
const degrees = (most: number) =>
  z
    .string()
    .trim()
    .refine(
      (text) => text === "" || (/^-?\d+(\.\d{1,6})?$/.test(text) && Math.abs(Number(text)) <= most),
      t("Degrees from -{{most}} to {{most}}, as in 52.5200, with 6 decimals at most.", { most }),
    );

const shape = z
  .object({
    name: short.min(1, t("It needs a name.")),
    timezone: z.string(t("Choose a time zone.")).min(1, t("Choose a time zone.")),
    address: short,
    postal_code: short,
    city: short,
    country: z
      .string()
      .trim()
      .toUpperCase()
      .regex(/^([A-Z]{2})?$/, t("Two letters, as in DE.")),
    latitude: degrees(90),
    longitude: degrees(180),
  })
  .refine(({ latitude, longitude }) => (latitude === "") === (longitude === ""), {
    path: ["longitude"],
    message: t("Give both, or neither."),
  });

type Values = z.output<typeof shape>;

/** What is sent of a location; empty texts are sent as nothing. */
export type LocationBody = Omit<Schemas["NewLocation"], "party_id" | "ocpi_id" | "publish">;

const fieldsOf = (timezone: string): readonly Field<Values>[] => [
  { name: "name", label: t("Name"), kind: "text", required: true },
  {
    name: "timezone",
    label: t("Time zone"),
    kind: "choice",
    options: timezonesAnd(timezone),
    required: true,
    description: t("Its sessions, schedules and reports are told in it."),
  },
  { name: "address", label: t("Street and number"), kind: "text" },
  { name: "postal_code", label: t("Postal code"), kind: "text" },
  { name: "city", label: t("City"), kind: "text" },
  { name: "country", label: t("Country"), kind: "text", description: t("Two letters, as in DE.") },
  {
    name: "latitude",
    label: t("Latitude"),
    kind: "text",
    description: t("Degrees, as in 52.5200."),
  },
  { name: "longitude", label: t("Longitude"), kind: "text" },
];

interface Props {
  location?: Schemas["Location"];
  label: string;
  submit: (body: LocationBody) => Promise<unknown>;
  onCancel: () => void;
  onChangedMeanwhile?: () => void;
}

/** The fields of a location, new or known. */
export function LocationForm({ location, submit, ...rest }: Props) {
  const timezone = location?.timezone ?? ownTimezone();
  return (
    <SchemaForm
      schema={shape}
      fields={fieldsOf(timezone)}
      initial={{
        name: location?.name ?? "",
        timezone,
        address: location?.address ?? "",
        postal_code: location?.postal_code ?? "",
        city: location?.city ?? "",
        country: location?.country ?? "",
        latitude: plain(location?.latitude),
        longitude: plain(location?.longitude),
      }}
      submit={(values) => submit(bodyOf(values))}
      {...rest}
    />
  );
}

/** Return degrees as people write them, without the zeros that a database adds. */
function plain(degree: string | null | undefined): string {
  return (degree ?? "").replace(/(\.\d*?)0+$/, "$1").replace(/\.$/, "");
}

function bodyOf(values: Values): LocationBody {
  const { name, timezone, ...others } = values;
  const given = Object.entries(others).map(([field, text]) => [field, text === "" ? null : text]);
  return {
    name,
    timezone,
    ...(Object.fromEntries(given) as Omit<LocationBody, "name" | "timezone">),
  };
}
