import { locale } from "@/lib/words";

/** Energy, power and money, as people read them. */

const decimals = new Map<number, Intl.NumberFormat>();

/** Return a number with at most so many digits after the point. */
export function number(value: number, digits: number): string {
  let format = decimals.get(digits);
  if (format === undefined) {
    format = new Intl.NumberFormat(locale, { maximumFractionDigits: digits });
    decimals.set(digits, format);
  }
  return format.format(value);
}

/** Return whole numbers with thousands apart. */
export function count(value: number): string {
  return number(value, 0);
}

/** Return energy of watt-hours in the unit that fits. */
export function energy(wattHours: number): string {
  if (Math.abs(wattHours) < 1_000) return `${number(wattHours, 0)} Wh`;
  if (Math.abs(wattHours) < 1_000_000) return `${number(wattHours / 1_000, 2)} kWh`;
  return `${number(wattHours / 1_000_000, 2)} MWh`;
}

/** Return power of watts in the unit that fits. */
export function power(watts: number): string {
  if (Math.abs(watts) < 1_000) return `${number(watts, 0)} W`;
  if (Math.abs(watts) < 1_000_000) return `${number(watts / 1_000, 1)} kW`;
  return `${number(watts / 1_000_000, 2)} MW`;
}

export function percent(share: number): string {
  return `${number(share * 100, 1)} %`;
}

/** Return an exact amount, which comes as a decimal text, in its currency (ISO 4217). */
export function money(amount: string, currency: string): string {
  const format = new Intl.NumberFormat(locale, { style: "currency", currency });
  return format.format(amount as Intl.StringNumericLiteral);
}

/** Return an exact price or amount with the four decimals at most that are reckoned with. */
export function price(amount: string, currency: string): string {
  const format = new Intl.NumberFormat(locale, {
    style: "currency",
    currency,
    maximumFractionDigits: 4,
  });
  return format.format(amount as Intl.StringNumericLiteral);
}
