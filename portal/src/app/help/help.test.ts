import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";

import { helpFor } from "@/app/help/help";
import { pages } from "@/app/pages";
import { capabilities, syncs } from "@/features/stations/access/control-words";
import { reasons } from "@/lib/reasons";

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

const above = (path: string) =>
  readFileSync(new URL(`../../../../${path}`, import.meta.url), "utf8");

const api = JSON.parse(above("openapi.json")) as {
  components: {
    schemas: { ControlView: { properties: Record<string, { enum?: string[] }> } };
  };
};
const states = (of: string) => api.components.schemas.ControlView.properties[of]?.enum ?? [];

const codes = Array.from(
  above("docs/access-answers.md").matchAll(/^\| `(\w+)`/gm),
  ([, code = ""]) => code,
);

async function meaningOf(page: string, word: string | undefined): Promise<string | undefined> {
  const { words } = await helpFor(page.split("/"));
  return words.find(([one]) => one === word)?.[1];
}

describe("the help of access", () => {
  it("is looked for in what the server knows", () => {
    expect(states("capability")).toContain("unsupported");
    expect(states("sync")).toContain("drifting");
    expect(codes).toContain("stale_agreement");
  });

  it.each(states("capability"))("says of a charger that is %s what to do", async (state) => {
    const word = capabilities[state as keyof typeof capabilities];
    for (const page of ["stations/01890000/access", "charger-modes"]) {
      const meaning = await meaningOf(page, word.label);
      expect(meaning).toContain(word.explained);
      expect(meaning).toContain(word.remedy);
    }
  });

  it.each(states("sync"))("says of a mode that is %s what to do", async (state) => {
    const word = syncs[state as keyof typeof syncs];
    expect(await meaningOf("charger-modes", word.label)).toContain(word.remedy);
  });

  it.each(codes)("says of the reason %s what to do", async (code) => {
    const reason = reasons[code];
    for (const page of ["decisions", "decisions/01890000"]) {
      const meaning = await meaningOf(page, reason?.label);
      expect(meaning).toContain(reason?.meaning);
      expect(meaning).toContain(reason?.remedy);
    }
  });
});
