import { expect, it } from "vitest";

import { isId } from "@/lib/ids";

it.each([
  ["01890000-0000-7000-8000-000000000000", true],
  ["01890000-0000-7000-8000-00000000000A", true],
  ["01890000-0000-7000-8000-0000000000000", false],
  ["../../v1/me", false],
  ["", false],
  [undefined, false],
])("%s is an id: %s", (text, is) => {
  expect(isId(text)).toBe(is);
});
