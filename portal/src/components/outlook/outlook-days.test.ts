import { describe, expect, it } from "vitest";

import type { Schemas } from "@/api/types";
import { daysOf, weeksOf } from "@/components/outlook/outlook-days";

type Span = Schemas["ModeSpan"];

function span(local: string, mode: Span["mode"], source: Span["source"] = "weekly"): Span {
  return { at: "", local_time: local, mode, source, rule_id: null, rule: "" };
}

function outlook(spans: Span[], clock_changes: Schemas["ClockChange"][] = []): Schemas["Outlook"] {
  return { timezone: "Europe/Berlin", since: "", until: "", spans, clock_changes };
}

const night = outlook([
  span("2026-03-28T17:00+01:00", "managed_access", "default"),
  span("2026-03-28T22:00+01:00", "freevend"),
  span("2026-03-29T06:00+02:00", "managed_access", "default"),
]);

describe("the days of an outlook", () => {
  it("begin with the rest of the first, and are eight weeks", () => {
    const days = daysOf(night);
    expect(days.length).toBe(56);
    expect(days[0]?.pieces.map(({ from, to, mode }) => [from, to, mode])).toEqual([
      [1020, 1320, "managed_access"],
      [1320, 1440, "freevend"],
    ]);
  });

  it("have a window that passes midnight on both", () => {
    expect(daysOf(night)[1]?.pieces.map(({ from, to }) => [from, to])).toEqual([
      [0, 360],
      [360, 1440],
    ]);
  });

  it("go on with what decides last", () => {
    expect(daysOf(night).at(-1)?.pieces).toMatchObject([{ from: 0, to: 1440, source: "default" }]);
  });

  it("tell on which of them the clocks change", () => {
    const change = { at: "", days: ["2026-03-29"], minutes: 60, left_out: [] };
    const days = daysOf(outlook(night.spans, [change]));
    expect(days.map((day) => day.change).filter(Boolean)).toEqual([change]);
    expect(days[1]?.change).toBe(change);
  });

  it("do not count an hour twice that comes twice", () => {
    const days = daysOf(
      outlook([
        span("2026-10-25T02:30+02:00", "freevend"),
        span("2026-10-25T02:15+01:00", "managed_access"),
      ]),
    );
    expect(days[0]?.pieces.map(({ from, mode }) => [from, mode])).toEqual([
      [135, "managed_access"],
    ]);
  });
});

describe("the weeks", () => {
  it("begin on Monday", () => {
    const [first, second] = weeksOf(daysOf(night));
    expect(first?.map((day) => day?.date.getUTCDate())).toEqual([
      ...Array.from({ length: 5 }, () => undefined),
      28,
      29,
    ]);
    expect(second?.[0]?.date.getUTCDay()).toBe(1);
  });
});
