import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";

import { answers } from "@/features/access/answers";
import { reasonOf, reasons } from "@/lib/reasons";

/** The table of the docs, which the server's own test compares with what chargers are told. */
const told = readFileSync(new URL("../../../../docs/access-answers.md", import.meta.url), "utf8")
  .split("\n")
  .filter((line) => line.startsWith("| `"))
  .map((line) => line.split("|").map((cell) => cell.trim().replaceAll("`", "")))
  .map(([, code = "", meaning = "", ocpp16 = "", ocpp2 = ""]) => ({
    code,
    meaning,
    ocpp16,
    ocpp2,
  }));

describe("the reasons of the portal", () => {
  it("are found in the docs", () => {
    expect(told.length).toBeGreaterThan(5);
  });

  it.each(told)("say of $code what the docs say", ({ code, meaning, ocpp16, ocpp2 }) => {
    expect(reasons[code]?.meaning).toBe(meaning);
    expect(answers[code]).toEqual({ ocpp16, ocpp2 });
  });

  it("each have a remedy, and read on after “because”", () => {
    for (const { remedy, because } of Object.values(reasons)) {
      expect(remedy).toMatch(/^[A-Z].*\.$/);
      expect(because).toMatch(/^[a-z].*[^.]$/);
    }
  });

  it("tell one that is not known by its code", () => {
    expect(reasonOf("moon_phase").label).toBe("moon phase");
    expect(reasonOf("toString").label).toBe("toString");
  });
});
