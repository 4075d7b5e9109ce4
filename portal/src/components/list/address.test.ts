import { describe, expect, it } from "vitest";

import { type Filter, understood } from "@/components/list/address";

const filters: readonly Filter[] = [
  { name: "search", label: "Search", kind: "text" },
  { name: "open", label: "Open", kind: "flag" },
  { name: "from", label: "From", kind: "instant" },
  { name: "vehicle_id", label: "Vehicle", kind: "id" },
  {
    name: "status",
    label: "Status",
    kind: "choice",
    options: [{ value: "active", label: "active" }],
  },
];
const sortable = ["name"];
const ID = "01890000-0000-7000-8000-000000000000";

describe("an address is understood", () => {
  it.each([
    ["search", "ABC <script> شاحنة"],
    ["open", "true"],
    ["from", "2026-11-21T00:00:00.000Z"],
    ["vehicle_id", ID],
    ["status", "active"],
  ])("where %s is %s", (name, value) => {
    const asked = understood({ [name]: value }, filters, sortable);
    expect(asked.filters).toEqual({ [name]: value });
    expect(asked.wrong).toEqual([]);
  });

  it.each([
    ["search", ""],
    ["search", "W".repeat(201)],
    ["open", "perhaps"],
    ["from", "yesterday"],
    ["vehicle_id", "1 or 1"],
    ["status", "eaten"],
    ["toString", "x"],
  ])("and told where %s is %s", (name, value) => {
    const asked = understood({ [name]: value }, filters, sortable);
    expect(asked.filters).toEqual({});
    expect(asked.wrong).toHaveLength(1);
    expect(asked.wrong.join().length).toBeLessThan(100);
  });

  it("with its sort, up and down", () => {
    expect(understood({ sort: "name" }, filters, sortable).sort).toBe("name");
    expect(understood({ sort: "-name" }, filters, sortable).sort).toBe("-name");
    const odd = understood({ sort: "--name" }, filters, sortable);
    expect([odd.sort, odd.wrong]).toEqual([null, ["It cannot be sorted that way."]]);
  });

  it("with its columns", () => {
    expect(understood({ columns: "a.b" }, filters, sortable).columns).toEqual(["a", "b"]);
    expect(understood({}, filters, sortable).columns).toBeNull();
  });

  it("where one thing is wrong and the rest holds", () => {
    const asked = understood({ open: "x", status: "active" }, filters, sortable);
    expect(asked.filters).toEqual({ status: "active" });
    expect(asked.wrong).toEqual(["“Open” cannot be “x”."]);
  });
});
