import { describe, expect, it } from "vitest";

import type { NewsItem } from "@/features/news/news-words";
import { isUnread, prominentFirst } from "@/features/news/unread";

function item(id: string, published_at: string, prominent = false): NewsItem {
  return {
    id,
    published_at,
    prominent,
    title: id,
    summary: id,
    language: "en",
    audience: "both",
    line: "core",
    release: null,
  };
}

const since = "2026-03-02T08:00:00Z";
const older = item("older", "2026-03-02T07:59:59Z", true);
const newer = item("newer", "2026-03-02T08:00:01Z");
const loud = item("loud", "2026-03-02T08:00:01Z", true);

describe("news", () => {
  it("are unread when they came since one read, or one never did", () => {
    const unread = { count: 2, prominent: 1, since };
    expect([older, newer].map((one) => isUnread(one, unread))).toEqual([false, true]);
    expect(isUnread(older, { ...unread, since: null })).toBe(true);
  });

  it("are all read for those who have nothing unread", () => {
    expect(isUnread(newer, { count: 0, prominent: 0, since: null })).toBe(false);
    expect(isUnread(newer, undefined)).toBe(false);
  });

  it("begin with what is prominent and unread", () => {
    const unread = { count: 2, prominent: 1, since };
    expect(prominentFirst([newer, loud, older], unread)).toEqual([loud, newer, older]);
  });
});
