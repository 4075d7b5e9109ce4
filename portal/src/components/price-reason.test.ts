import { expect, test } from "vitest";

import { priceReason } from "@/components/price-reason";

const element = "Element 2 is the first that prices";

test.each([
  `${element} a flat fee and matches: always.`,
  `${element} energy and matches: Mon, Tue; 17:00 to 20:00; below 16.5 kW.`,
  `${element} charging time and matches: from 2026-01-01, before 2026-07-01; Sat, Sun.`,
  `${element} charging time and matches: before 2026-07-01; from 3600 s.`,
  `${element} parking time and matches: from 10 A to below 32 A.`,
  `${element} energy and matches: from 2026-01-01; from 1 kWh.`,
  `${element} time and matches: a reservation that expires; 22:00 to 06:00.`,
  `${element} energy and matches: always. Steps of 500 Wh add 162.5 Wh.`,
  "Raised to the least that a session costs.",
])("%s says the same in English", (why) => {
  expect(priceReason(why)).toBe(why);
});
