import { readdirSync, readFileSync } from "node:fs";
import { relative } from "node:path";
import { describe, expect, it } from "vitest";

const LIST_PAGE_MAX_LINES = 120;
const source = new URL(".", import.meta.url).pathname;
const files = readdirSync(source, { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile() && /\.tsx?$/.test(entry.name))
  .map((entry) => `${entry.parentPath}/${entry.name}`)
  .map((path) => ({ path: relative(source, path), text: readFileSync(path, "utf8") }));
const listPages = files.filter(
  ({ path, text }) => path.startsWith("features/") && text.includes("<ListPage"),
);

describe("the house", () => {
  it("has list pages", () => {
    expect(listPages.length).toBeGreaterThan(3);
  });

  it.each(listPages)("keeps the list page $path under 120 lines", ({ text }) => {
    expect(text.trimEnd().split("\n").length).toBeLessThan(LIST_PAGE_MAX_LINES);
  });

  it("fetches every page when it is first gone to", () => {
    const tables = files.filter(({ path }) => /^app\/(\w+-)?pages\.ts$/.test(path));
    const pages = tables.map(({ text }) => text).join("\n");
    const fetched = [...pages.matchAll(/import\("@\/([^"]+)"\)/g)].map(([, path]) => path);
    expect(pages).not.toMatch(/^import .*@\/features/m);
    expect(fetched.length).toBe([...pages.matchAll(/^ {4}path: /gm)].length);
    expect(new Set(fetched).size).toBe(fetched.length);
  });

  it("shows every part of the kit in the docs", () => {
    const docs = readFileSync(`${source}../../docs/portal.md`, "utf8");
    const parts = files
      .filter(({ path }) => /^components\/[^/]+\.tsx$/.test(path))
      .map(({ path }) => path.slice("components/".length, -".tsx".length));
    expect(parts.filter((part) => !docs.includes(`\`${part}\``))).toEqual([]);
  });

  it("tells lint of every context that has features", () => {
    const folders = readdirSync(`${source}features`);
    const lint = readFileSync(`${source}../eslint.config.js`, "utf8");
    const [, named = ""] = /const contexts = \[([^\]]*)\]/.exec(lint) ?? [];
    expect(folders.filter((folder) => !named.includes(`"${folder}"`))).toEqual([]);
  });
});
