import { describe, expect, it } from "vitest";

import { apart, sentence } from "@/features/people/explanation";

const everywhere = { everywhere: true, locations: [], fleets: [] };
const here = { everywhere: false, locations: ["01890000-0000-7000-8000-000000000000"], fleets: [] };
const allowed = {
  effect: "allow",
  department: "Support",
  part: everywhere,
  applies: true,
} as const;
const denied = { effect: "deny", department: null, part: everywhere, applies: true } as const;
const elsewhere = { ...allowed, part: here, applies: false };

describe("an explanation", () => {
  it("names the department that allows it", () => {
    const told = { action: "users.read", permitted: true, decided_by: 0, steps: [allowed] };
    expect(sentence("Bob", told)).toBe(
      `${apart("Bob")} may do users.read there: the department ${apart("Support")} allows it.`,
    );
  });

  it("names the denial that wins", () => {
    const steps = [allowed, denied];
    const told = { action: "users.read", permitted: false, decided_by: 1, steps };
    expect(sentence("Bob", told)).toBe(
      `${apart("Bob")} may not do users.read there: a single permission of theirs denies it.`,
    );
  });

  it.each([
    { steps: [], said: "nothing allows it." },
    { steps: [elsewhere], said: "what allows it holds elsewhere alone." },
  ])("tells that $said", ({ steps, said }) => {
    const told = { action: "users.read", permitted: false, decided_by: null, steps };
    expect(sentence("Bob", told)).toBe(`${apart("Bob")} may not do users.read there: ${said}`);
  });
});
