import { describe, expect, it } from "vitest";

import { age, duration, exact, short, startOfToday } from "@/lib/time";

const NOW = Date.parse("2026-11-21T12:00:00Z");

describe("how long ago something was", () => {
  it.each([
    ["2026-11-21T12:00:00Z", "now"],
    ["2026-11-21T11:59:59.700Z", "now"],
    ["2026-11-21T11:59:48Z", "12 s ago"],
    ["2026-11-21T11:59:00Z", "1 min ago"],
    ["2026-11-21T11:58:30Z", "1 min 30 s ago"],
    ["2026-11-21T11:48:30Z", "11 min ago"],
    ["2026-11-20T12:00:00Z", "1 d ago"],
    ["2025-11-20T00:00:00Z", "1 y ago"],
    ["2026-11-21T12:03:00Z", "in 3 min"],
    ["2026-11-21T13:00:00+01:00", "now"],
  ])("%s is %s", (at, said) => {
    expect(age(at, NOW)).toBe(said);
  });
});

describe("a length of time", () => {
  it.each([
    [0, "0 s"],
    [59.9, "59 s"],
    [60, "1 min"],
    [3_600, "1 h"],
    [3_660, "1 h 1 min"],
    [36_000 + 60, "10 h"],
    [31_557_600, "1 y"],
  ])("of %d seconds is %s", (seconds, said) => {
    expect(duration(seconds)).toBe(said);
  });
});

describe("an instant", () => {
  it("is told in the reader's own zone, with its name", () => {
    expect(exact("2026-11-21T23:30:00Z")).toMatch(/22.*\(Europe\/Berlin\)$/);
  });

  it("is told short without year and seconds", () => {
    expect(short("2026-11-21T12:34:56Z")).toMatch(/21.*34$|34.*21|1:34/);
    expect(short("2026-11-21T12:34:56Z")).not.toMatch(/2026|56/);
  });

  it("of the day's begin is the reader's own midnight", () => {
    expect(startOfToday(new Date("2026-11-21T00:30:00Z"))).toBe("2026-11-20T23:00:00.000Z");
  });
});
