import { registerLocale } from "echarts/core";

import { locale } from "@/lib/words";

type Known = Parameters<typeof registerLocale>[1];

/** Return how the reader calls these days, in UTC. */
function called(days: readonly number[], options: Intl.DateTimeFormatOptions): string[] {
  const format = new Intl.DateTimeFormat(locale, { ...options, timeZone: "UTC" });
  return days.map((day) => format.format(day));
}

const months = Array.from({ length: 12 }, (_, month) => Date.UTC(2023, month));
/** The first of January 2023 was a Sunday. */
const week = Array.from({ length: 7 }, (_, day) => Date.UTC(2023, 0, 1 + day));

registerLocale(locale, {
  time: {
    month: called(months, { month: "long" }),
    monthAbbr: called(months, { month: "short" }),
    dayOfWeek: called(week, { weekday: "long" }),
    dayOfWeekAbbr: called(week, { weekday: "short" }),
  },
} as Known);

/** By which name charts know how the reader calls months and days. */
export const chartLocale = locale.toUpperCase();
