import { describe, expect, it } from "vitest";

import {
  clashOf,
  clockOf,
  copied,
  DAY,
  endOf,
  groupsOf,
  HOUR,
  hourFrom,
  minuteOf,
  moved,
  segmentsOf,
  type Span,
  spanAt,
  spanBetween,
  spansOf,
  stretched,
  WEEK,
  type Window,
  windowsOf,
} from "@/components/week-editor/spans";
import type { Mode } from "@/lib/modes";

const [MONDAY, TUESDAY, SUNDAY] = [0, DAY, 6 * DAY] as const;

function at(begins: number, lasts: number, id = 1, mode: Mode = "freevend"): Span {
  return { id, begins, lasts, mode };
}

describe("clocks", () => {
  it.each([
    [0, "00:00"],
    [22 * HOUR + 5, "22:05"],
    [DAY, "24:00"],
  ])("minute %d of the day is %s, and back", (minute, clock) => {
    expect(clockOf(minute)).toBe(clock);
    expect(minuteOf(clock)).toBe(minute);
  });

  it.each(["", "24:01", "12:60", "7:00", "ab:cd"])("none shows %s", (clock) => {
    expect(minuteOf(clock)).toBeNull();
  });
});

describe("windows", () => {
  const windows: Window[] = [
    { days: [6, 7], begins: "00:00", ends: "24:00", mode: "freevend" },
    { days: [3], begins: "09:07", ends: "12:00", mode: "managed_access" },
    { days: [1, 2, 3, 4, 5], begins: "22:00", ends: "06:00", mode: "freevend" },
  ];

  it("come back as they were, through spans", () => {
    const weekend = windows.slice(1);
    expect(windowsOf(spansOf(windows))).toEqual(windows);
    expect(windowsOf(spansOf(weekend))).toEqual(weekend);
  });

  it("that end at midnight end at 24:00 of the day on which they began", () => {
    const spans = spansOf([{ days: [7], begins: "22:00", ends: "00:00", mode: "freevend" }]);
    expect(spans).toEqual([at(SUNDAY + 22 * HOUR, 2 * HOUR)]);
    expect(windowsOf(spans)[0]?.ends).toBe("24:00");
  });

  it("are one where they differ by the day alone", () => {
    const same = [at(TUESDAY + HOUR, HOUR, 1), at(MONDAY + HOUR, HOUR, 2)];
    const differing = [...same, at(SUNDAY + HOUR, HOUR, 3, "managed_access")];
    expect(groupsOf(differing).map(({ days, spans }) => [days, spans.length])).toEqual([
      [[1, 2], 2],
      [[7], 1],
    ]);
  });
});

describe("a span", () => {
  const night = at(SUNDAY + 22 * HOUR, 8 * HOUR);

  it("goes on at the beginning of the week", () => {
    expect(endOf(night)).toBe(6 * HOUR);
    expect(segmentsOf(night, [0, 1, 6])).toEqual([
      { day: 0, from: 0, to: 6 * HOUR },
      { day: 6, from: 22 * HOUR, to: DAY },
    ]);
    expect(spanAt([night], 5 * HOUR)).toBe(night);
    expect(spanAt([night], 6 * HOUR)).toBeUndefined();
  });

  it("that is moved over the week's end begins the week anew", () => {
    expect(moved(night, 2 * HOUR).begins).toBe(MONDAY);
    expect(moved(at(MONDAY, HOUR), -HOUR).begins).toBe(WEEK - HOUR);
  });

  it("is stretched to a quarter of an hour at least, and to a day at most", () => {
    expect(stretched(night, -DAY).lasts).toBe(15);
    expect(stretched(night, DAY).lasts).toBe(DAY - 1);
    expect(stretched(at(MONDAY, HOUR), DAY).lasts).toBe(DAY);
    expect(stretched(at(MONDAY, 7), -15).lasts).toBe(7);
  });

  it("that is made has an hour, or what room there is", () => {
    expect(hourFrom([night], SUNDAY + 21 * HOUR + 30, "freevend").lasts).toBe(30);
    expect(hourFrom([night], MONDAY + 6 * HOUR, "freevend")).toEqual(
      at(MONDAY + 6 * HOUR, HOUR, 2),
    );
  });

  it("clashes with what it overlaps, over the week's end as well", () => {
    const early = at(MONDAY + 5 * HOUR, HOUR, 2);
    expect(clashOf([night, early], early)).toBe(night);
    expect(clashOf([night, early], night)).toBe(early);
    expect(clashOf([night], at(MONDAY + 6 * HOUR, HOUR, 2))).toBeUndefined();
    expect(clashOf([night], night)).toBeUndefined();
  });
});

describe("overlaps", () => {
  it("are what a brute-force clock finds", () => {
    const minutes = (span: Span) =>
      new Set(Array.from({ length: span.lasts }, (_, nth) => (span.begins + nth) % WEEK));
    const begins = [0, 90, DAY - 30, SUNDAY + 23 * HOUR, WEEK - 15];
    const spans = begins.flatMap((from) => [30, 120, DAY - 15].map((lasts) => at(from, lasts)));
    const covered = spans.map((span) => ({ span, minutes: minutes(span) }));
    for (const { span: one, minutes: its } of covered) {
      for (const { span: next, minutes: others } of covered) {
        const shared = [...its].some((minute) => others.has(minute));
        const clash = clashOf([one], { ...next, id: 2 });
        expect(clash !== undefined, `${one.begins}+${one.lasts} ${next.begins}`).toBe(shared);
      }
    }
  });
});

describe("copying a day", () => {
  const evening = at(MONDAY + 22 * HOUR, 8 * HOUR, 1);
  const noon = at(MONDAY + 12 * HOUR, HOUR, 2, "managed_access");

  it("puts what begins there in the place of what began on the other days", () => {
    const before = [evening, noon, at(TUESDAY + 8 * HOUR, HOUR, 3)];
    const { spans, clashes } = copied(before, 0, [0, 1, 2]);
    expect(clashes).toEqual([]);
    expect(windowsOf(spans)).toEqual([
      { days: [1, 2, 3], begins: "12:00", ends: "13:00", mode: "managed_access" },
      { days: [1, 2, 3], begins: "22:00", ends: "06:00", mode: "freevend" },
    ]);
    expect(new Set(spans.map(({ id }) => id)).size).toBe(6);
  });

  it("leaves a day alone where it would overlap the next, and says with what", () => {
    const early = at(MONDAY + 5 * HOUR, HOUR, 3);
    const { spans, clashes } = copied([evening, early], 0, [6]);
    expect(clashes).toEqual([{ day: 6, clash: early }]);
    expect(spans).toEqual([evening, early]);
  });

  it("empties a day like one on which nothing begins", () => {
    expect(copied([evening], 3, [0]).spans).toEqual([]);
  });
});

it("a span between two minutes never lasts longer than a day", () => {
  expect(spanBetween(-HOUR, 2 * DAY, "freevend", 1)).toEqual(at(WEEK - HOUR, DAY - 1));
});
