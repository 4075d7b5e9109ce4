import { describe, expect, it } from "vitest";

import { bytesOf, textOf, withBytes } from "@/lib/passkeys";

describe("passkeys", () => {
  it.each(["", "AA", "-_-_", "AQIDBA", "_w"])("writes bytes as they were read: %s", (text) => {
    expect(textOf(bytesOf(text).buffer)).toBe(text);
  });

  it("gives the browser bytes where the server speaks of them in text", () => {
    const options = withBytes({
      rpId: "house",
      challenge: "AQI",
      user: { id: "Aw", name: "Ada" },
      excludeCredentials: [{ type: "public-key", id: "BA" }],
    });
    expect(options).toEqual({
      rpId: "house",
      challenge: new Uint8Array([1, 2]),
      user: { id: new Uint8Array([3]), name: "Ada" },
      excludeCredentials: [{ type: "public-key", id: new Uint8Array([4]) }],
    });
  });
});
