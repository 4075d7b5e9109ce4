import { describe, expect, it } from "vitest";

import type { Schemas } from "@/api/types";
import { changesOf, erasedOf, restOf } from "@/features/audit/changes";

function entry(told: Partial<Schemas["AuditEntry"]>): Schemas["AuditEntry"] {
  return {
    index: 7,
    event_id: "01890000-0000-7000-8000-000000000001",
    name: "location.edited",
    module: "location",
    at: "2026-03-02T12:00:00Z",
    actor: { kind: "user", id: null, name: "Ada" },
    origin: null,
    aggregate_id: "01890000-0000-7000-8000-000000000002",
    station_id: null,
    request_id: null,
    data: {},
    changes: [],
    personal: [],
    erased: [],
    ...told,
  };
}

describe("what was changed", () => {
  it("is only what is other than before", () => {
    const told = entry({
      changes: [
        { field: "name", before: "Depot", after: "Harbour" },
        { field: "city", before: "Kiel", after: "Kiel" },
        { field: "tags", before: ["a"], after: ["a"] },
        { field: "latitude", before: null, after: "53.5" },
      ],
    });
    expect(changesOf(told)).toEqual([
      { field: "name", before: "Depot", after: "Harbour" },
      { field: "latitude", before: "–", after: "53.5" },
    ]);
  });

  it("is read from an event of one value, which tells nothing of it besides", () => {
    const told = entry({
      name: "settings.changed",
      module: "settings",
      data: { key: "mail.port", before: null, after: 465, version: 1, reason: null },
    });
    expect(changesOf(told)).toEqual([{ field: "mail.port", before: "the default", after: "465" }]);
    expect(restOf(told)).toEqual([["version", 1]]);
  });

  it("names the fields that were erased as they were called", () => {
    const told = entry({ erased: ["actor.name", "data.email", "data.changes", "origin"] });
    expect(erasedOf(told)).toEqual(["email", "changes"]);
  });
});
