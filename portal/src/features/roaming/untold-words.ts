import type { Fault } from "@/features/roaming/roaming-words";
import { t } from "@/lib/words";

const fields: Readonly<Record<string, string>> = {
  address: t("address"),
  city: t("city"),
  coordinates: t("place on the map"),
};

const known: readonly (readonly [pattern: RegExp, told: (found: readonly string[]) => Fault])[] = [
  [
    /the location is not told to partners/,
    () => ({
      what: t("Its location is not told to partners."),
      todo: t("Publish the location, or give it what it lacks."),
    }),
  ],
  [
    /the location is told without the EVSE|the EVSE is told without the connector/,
    () => ({
      what: t("Its location is told, without this connector."),
      todo: t("Say on the charger's page what its connector is."),
    }),
  ],
  [
    /the station does not say at which EVSE it is/,
    () => ({ what: t("The charger does not say at which EVSE it was."), todo: "" }),
  ],
  [
    /which token it was, the partner has not told us/,
    () => ({
      what: t("The partner let somebody in by a token that it did not tell us."),
      todo: t("Read the partner's lists again; if it stays so, have it send its tokens."),
    }),
  ],
  [
    /^(.*\b)?evse_id: the EVSE has none/,
    () => ({ what: t("Its EVSE has no id that partners know."), todo: "" }),
  ],
  [
    /(\w+): the location has none/,
    ([, field = ""]) => ({
      what: t("The location has no {{field}}.", { field: fields[field] ?? field }),
      todo: t("Add it on the location's page."),
    }),
  ],
  [
    /neither its standard nor its kind of power is known/,
    () => ({
      what: t("Nobody said what its connector is."),
      todo: t("Say on the charger's page what its connector is."),
    }),
  ],
  [
    /OCPI has no word for its standard/,
    () => ({
      what: t("OCPI has no word for what its connector is."),
      todo: t("Say on the charger's page what its connector is."),
    }),
  ],
  [
    /The tariff that holds there is another party's/,
    () => ({
      what: t("The tariff that holds there is another party's: no price is told."),
      todo: t("Assign a tariff of the location's party there, or let both have one party."),
    }),
  ],
  [
    /what it is without taxes is not (said|known)/,
    () => ({
      what: t("What it costs without taxes is not known."),
      todo: t("Give the tariff its taxes."),
    }),
  ],
  [
    /^(.*): OCPI 2\.2\.1 does not allow it/,
    ([, field = ""]) => ({
      what: t("OCPI does not allow what stands in the field {{field}}.", { field }),
      todo: t("Change it on the location's page."),
    }),
  ],
  [
    /credit: 2\.1\.1 has no credit/,
    () => ({
      what: t("The partner's version, 2.1.1, has no word for a CDR that is taken back."),
      todo: t("Tell the partner by other means, or register with it in a newer version."),
    }),
  ],
  [
    /tax_included: 2\.2\.1 has prices without taxes alone/,
    () => ({
      what: t("Its prices are with taxes, for which OCPI 2.2.1 has no word."),
      todo: t("Give the prices without taxes, and the taxes beside them."),
    }),
  ],
];

/** Return in words why something cannot be told, and what to do; what is not known stays as it is. */
export function whyUntold(reason: string): Fault {
  for (const [pattern, told] of known) {
    const found = pattern.exec(reason);
    if (found !== null) return told(found);
  }
  return { what: reason, todo: "" };
}
