import { createElement } from "react";
import { renderToStaticMarkup } from "react-dom/server";
import { describe, expect, it } from "vitest";

import { Said } from "@/components/said";
import "@/lib/words";

describe("a sentence with parts", () => {
  it("puts its own words into a part that has none", () => {
    const page = createElement("a", { href: "/page" });
    const said = createElement(Said, { sentence: "See <page>it</page> now.", parts: { page } });
    expect(renderToStaticMarkup(said)).toBe('See <a href="/page">it</a> now.');
  });

  it("leaves a part its words, whatever they look like", () => {
    const said = createElement(Said, {
      sentence: "<name/> has {{number}} of them.",
      parts: { name: createElement("bdi", {}, "<b>{{number}}</b>") },
      values: { number: 3 },
    });
    expect(renderToStaticMarkup(said)).toBe(
      "<bdi>&lt;b&gt;{{number}}&lt;/b&gt;</bdi> has 3 of them.",
    );
  });

  it("says one and many otherwise", () => {
    const sentence =
      "<messages>{{count}} messages</messages> of it departed from OCPP. Each was understood, and is kept as it came.";
    const told = (count: number) => {
      const parts = { messages: createElement("b") };
      return renderToStaticMarkup(createElement(Said, { sentence, parts, values: { count } }));
    };
    expect(told(1)).toMatch(/^<b>1 message<\/b> of it/);
    expect(told(2)).toMatch(/^<b>2 messages<\/b> of it/);
  });
});
