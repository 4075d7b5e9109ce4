import { z } from "zod";

import type { Schemas } from "@/api/types";
import type { Field } from "@/components/form/fields";
import { SchemaForm } from "@/components/form/schema-form";
import { Loading } from "@/components/states";
import { useOwnParties } from "@/features/stations/own-parties";
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
    party_id: z.string().nullable(),
    publish: z.boolean(),
  })
  .refine(({ latitude, longitude }) => (latitude === "") === (longitude === ""), {
    path: ["longitude"],
    message: t("Give both, or neither."),
  });

type Values = z.output<typeof shape>;

/** What is sent of a location; empty texts are sent as nothing. */
export type LocationBody = Omit<Schemas["NewLocation"], "party_id" | "ocpi_id" | "publish"> & {
  party_id?: string;
  publish: boolean;
};

const fieldsOf = (
  timezone: string,
  parties: readonly Schemas["Party"][],
  known: boolean,
): readonly Field<Values>[] => [
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
  ...(parties.length === 0 ? [] : [partyField(parties, known)]),
  {
    name: "publish",
    label: t("Partners are told of it"),
    kind: "switch",
    description: t("Their drivers see it, and how it is: address, connectors, what is free."),
  },
];

/** To which of our parties it belongs: one that runs chargers. */
function partyField(parties: readonly Schemas["Party"][], known: boolean): Field<Values> {
  return {
    name: "party_id",
    label: t("Party"),
    kind: "choice",
    required: known,
    description: known
      ? t("Who it belongs to, for partners.")
      : t("Who it belongs to, for partners. Left empty: to the default party."),
    options: parties.map(({ id, country_code, party_id, business_details: { name } }) => ({
      value: id,
      label: `${country_code}-${party_id} (${name})`,
    })),
  };
}

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
  const parties = useOwnParties();
  if (parties === null) return <Loading rows={8} />;
  return (
    <SchemaForm
      schema={shape}
      fields={fieldsOf(timezone, parties, location !== undefined)}
      initial={{
        name: location?.name ?? "",
        timezone,
        address: location?.address ?? "",
        postal_code: location?.postal_code ?? "",
        city: location?.city ?? "",
        country: location?.country ?? "",
        latitude: plain(location?.latitude),
        longitude: plain(location?.longitude),
        party_id: location?.party_id ?? null,
        publish: location?.publish ?? false,
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
  const { name, timezone, party_id, publish, ...others } = values;
  const given = Object.entries(others).map(([field, text]) => [field, text === "" ? null : text]);
  return {
    name,
    timezone,
    publish,
    ...(party_id !== null && { party_id }),
    ...(Object.fromEntries(given) as Omit<LocationBody, "name" | "timezone" | "publish">),
  };
}
