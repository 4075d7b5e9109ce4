import { describe, expect, it } from "vitest";

import type { Schemas } from "@/api/types";
import {
  dayAfter,
  minuteIn,
  piecesOf,
  piecesText,
  shownOf,
} from "@/features/stations/access/week-pieces";

const spans: Schemas["WeekSpan"][] = [
  { minute: 0, mode: "managed_access", source: "default" },
  { minute: 1320, mode: "freevend", source: "weekly" },
  { minute: 1800, mode: "managed_access", source: "default" },
];

describe("the pieces of a week", () => {
  it("are all of it, or those of a day", () => {
    expect(piecesOf(spans, shownOf(null)).map(({ from, to }) => [from, to])).toEqual([
      [0, 1320],
      [1320, 1800],
      [1800, 10_080],
    ]);
    expect(piecesOf(spans, shownOf(1)).map(({ from, to, mode }) => [from, to, mode])).toEqual([
      [0, 360, "freevend"],
      [360, 1440, "managed_access"],
    ]);
  });

  it("leave out what nobody knows", () => {
    expect(piecesOf(spans.slice(2), shownOf(0))).toEqual([]);
    expect(piecesOf([], shownOf(null))).toEqual([]);
  });

  it("are said with each day once", () => {
    expect(piecesText(piecesOf(spans, shownOf(null)), shownOf(null))).toBe(
      "Monday 00:00 managed access, 22:00 freevend, Tuesday 06:00 managed access",
    );
    expect(piecesText(piecesOf(spans, shownOf(1)), shownOf(1))).toBe(
      "Tuesday 00:00 freevend, 06:00 managed access",
    );
  });
});

describe("the minute of a week", () => {
  it("is what the clocks there show", () => {
    const at = Date.parse("2026-11-23T07:30:20Z");
    expect(minuteIn("2026-11-23", "Europe/Berlin", at)).toBe(510);
    expect(minuteIn("2026-11-23", "America/New_York", at)).toBe(150);
    expect(minuteIn("2026-11-23", "Pacific/Kiritimati", at)).toBe(21 * 60 + 30);
  });

  it("is outside a week that is not now", () => {
    expect(minuteIn("2026-11-30", "UTC", Date.parse("2026-11-23T00:00Z"))).toBe(-10_080);
  });
});

describe("a day", () => {
  it("has others before and after it", () => {
    expect(dayAfter("2026-11-23", 7)).toBe("2026-11-30");
    expect(dayAfter("2026-03-02", -7)).toBe("2026-02-23");
  });
});
