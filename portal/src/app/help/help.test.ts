import { describe, expect, it } from "vitest";

import { helpFor } from "@/app/help/help";
import { pages } from "@/app/pages";

const general = await helpFor(["no", "such", "page"]);

describe("help", () => {
  it.each(pages)("is there for $path", async ({ path }) => {
    const help = await helpFor(path.split("/"));
    expect(help).not.toBe(general);
    expect(help.answers).toMatch(/[.?]$/);
    expect(help.words.length).toBeGreaterThan(0);
    expect(help.todo.length).toBeGreaterThan(0);
    for (const text of [...help.words.flat(), ...help.todo]) expect(text.trim()).not.toBe("");
  });

  it("is that of the page whose name stands in the address, and not of any thing", async () => {
    expect((await helpFor(["decisions", "reasons"])).title).toBe("Reasons");
    expect((await helpFor(["decisions", "01890000"])).title).toBe("A decision");
    expect((await helpFor(["stations", ""])).title).toBe("Stations");
  });
});
