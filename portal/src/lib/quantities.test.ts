import { describe, expect, it } from "vitest";

import { count, energy, money, percent, power } from "@/lib/quantities";

/** Return a text without the marks between thousands, which differ between readers. */
function plain(text: string): string {
  return text.replace(/(\d)[,.\u00a0\u202f](?=\d{3}\b)/g, "$1");
}

describe("energy comes in the unit that fits", () => {
  it.each([
    [0, "0 Wh"],
    [999, "999 Wh"],
    [1_000, "1 kWh"],
    [-1_500, "-1.5 kWh"],
    [12_345, "12.35 kWh"],
    [1_000_000, "1 MWh"],
  ])("%d Wh is %s", (wattHours, said) => {
    expect(energy(wattHours).replace(",", ".")).toBe(said);
  });
});

describe("power comes in the unit that fits", () => {
  it.each([
    [0, "0 W"],
    [11_040, "11 kW"],
    [2_500_000, "2.5 MW"],
  ])("%d W is %s", (watts, said) => {
    expect(power(watts).replace(",", ".")).toBe(said);
  });
});

it("counts are whole", () => {
  expect(plain(count(1_234_567.8))).toBe("1234568");
});

it("shares are percents with one digit", () => {
  expect(percent(0.1234).replace(",", ".")).toBe("12.3 %");
});

it("amounts of money keep every digit that a float would lose", () => {
  expect(plain(money("9007199254740993.01", "EUR"))).toMatch(/9007199254740993.01/);
});
