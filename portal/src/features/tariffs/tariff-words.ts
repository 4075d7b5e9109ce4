import type { Schemas } from "@/api/types";
import { price } from "@/lib/quantities";
import { duration } from "@/lib/time";
import { locale, t } from "@/lib/words";

export type Tariff = Schemas["CataloguedTariff"];
type Document = Schemas["Tariff"];
type Component = Schemas["PriceComponent"];
/** What is not said of it is left out by the server. */
type Restrictions = Partial<Schemas["Restrictions"]>;

/** What a tariff is for, by OCPI's word for it. */
export const types: Readonly<Record<NonNullable<Document["type"]>, string>> = {
  ad_hoc_payment: t("paid on the spot"),
  profile_cheap: t("cheap profile"),
  profile_fast: t("fast profile"),
  profile_green: t("green profile"),
  regular: t("regular"),
};

/** Whether prices have their taxes in them. */
export const taxes: Readonly<Record<Document["tax_included"], string>> = {
  yes: t("prices with taxes"),
  no: t("prices without taxes"),
  not_applicable: t("there are no taxes"),
};

const MONDAY = Date.UTC(2024, 0, 1);
const DAY_MS = 86_400_000;
const weekday = new Intl.DateTimeFormat(locale, { weekday: "short", timeZone: "UTC" });

/** Return a price of a tariff in words: `€0.49 per kWh`. */
export function priceOf(component: Component, currency: string): string {
  const amount = price(component.price, currency);
  switch (component.dimension) {
    case "energy":
      return t("{{amount}} per kWh", { amount });
    case "time":
      return t("{{amount}} per hour of charging", { amount });
    case "parking_time":
      return t("{{amount}} per hour of parking", { amount });
    case "flat":
      return t("{{amount}} once", { amount });
  }
}

/** Return the step in which a price is billed; null where it is the smallest. */
export function stepOf({ dimension, step_size: step }: Component): string | null {
  if (dimension === "flat" || step <= 1) return null;
  return dimension === "energy"
    ? t("in steps of {{step}}", { step: `${step} Wh` })
    : t("in steps of {{step}}", { step: duration(step) });
}

/** Return the taxes on a price; null where nothing is said of them. */
export function taxOf({ taxes: said }: Component): string | null {
  if (said == null) return t("taxes not said");
  return said.map(({ name, percent }) => `${name} ${percent} %`).join(", ") || null;
}

function range(
  least: string | number | null | undefined,
  below: string | number | null | undefined,
  shown: (value: string | number) => string,
): string | null {
  if (least == null && below == null) return null;
  if (least == null) return t("below {{below}}", { below: shown(below ?? 0) });
  if (below == null) return t("from {{least}}", { least: shown(least) });
  return t("from {{least}} to below {{below}}", { least: shown(least), below: shown(below) });
}

/** Return when a price holds, one condition after the other; none where it always does. */
export function conditionsOf(said: Restrictions | undefined): string[] {
  if (said === undefined) return [];
  const days = [...(said.day_of_week ?? [])]
    .sort((one, other) => one - other)
    .map((day) => weekday.format(MONDAY + (day - 1) * DAY_MS));
  return [
    said.reservation === "reservation" ? t("for a reservation") : null,
    said.reservation === "reservation_expires" ? t("for a reservation that expires") : null,
    range(said.start_date, said.end_date, String),
    days.join(", ") || null,
    said.start_time == null && said.end_time == null
      ? null
      : t("{{from}} to {{until}}", {
          from: said.start_time ?? "00:00",
          until: said.end_time ?? "00:00",
        }),
    range(said.min_kwh, said.max_kwh, (value) => `${value} kWh`),
    range(said.min_power, said.max_power, (value) => `${value} kW`),
    range(said.min_current, said.max_current, (value) => `${value} A`),
    range(said.min_duration, said.max_duration, (value) => duration(Number(value))),
  ].filter((one) => one !== null);
}

/** Return the prices of a tariff that always hold, or else those that come first. */
export function usualOf({ tariff: { currency, elements } }: Tariff): string {
  const usual = elements.find(({ restrictions }) => conditionsOf(restrictions).length === 0);
  const { components } = usual ?? elements[0] ?? { components: [] };
  return components.map((each) => priceOf(each, currency)).join(", ");
}
