import { describe, expect, it } from "vitest";

import { type Column, shown, template } from "@/components/list/columns";

const cell = () => null;
const columns: readonly Column<unknown>[] = [
  { id: "name", header: "Name", width: 200, priority: 1, cell },
  { id: "status", header: "Status", width: 100, priority: 1, cell },
  { id: "place", header: "Place", cell },
  { id: "made", header: "Made", width: 150, priority: 4, cell },
  { id: "firmware", header: "Firmware", optional: true, cell },
];

function ids(chosen: readonly string[] | null, room: number): string[] {
  return shown(columns, chosen, room).map((column) => column.id);
}

describe("the columns of a list", () => {
  it("are the usual ones where there is room, or where the room is not known", () => {
    expect(ids(null, 2_000)).toEqual(["name", "status", "place", "made"]);
    expect(ids(null, 0)).toEqual(["name", "status", "place", "made"]);
  });

  it("go by their urgency where there is none", () => {
    expect(ids(null, 430)).toEqual(["name", "status", "place"]);
    expect(ids(null, 310)).toEqual(["name", "status"]);
    expect(ids(null, 10)).toEqual(["name", "status"]);
  });

  it("are the chosen ones, in their own order", () => {
    expect(ids(["firmware", "name"], 2_000)).toEqual(["name", "firmware"]);
  });

  it("are never none, whatever the address says", () => {
    expect(ids(["nonsense"], 2_000)).toEqual(["name"]);
    expect(ids([], 2_000)).toEqual(["name"]);
  });

  it("share the room by their widths, after the boxes that select", () => {
    const [name, status] = columns;
    if (name === undefined || status === undefined) throw new Error("There are columns.");
    expect(template([name, status], false)).toBe("minmax(200px, 200fr) minmax(100px, 100fr)");
    expect(template([status], true)).toBe("36px minmax(100px, 100fr)");
  });
});
