import { expect, it } from "vitest";

import { ruleText } from "@/components/week-editor/rule-text";

it.each([
  ["every day 22:00 to 06:00", "every day 22:00 to 06:00"],
  ["Mon, Tue, Wed, Thu, Fri 08:00 to 24:00", "Mon–Fri 08:00 to 24:00"],
  ["Sat, Sun 00:00 to 24:00", "Sat, Sun 00:00 to 24:00"],
  ["Fair (2030-01-01 08:00 to 2030-01-01 12:00)", "Fair (2030-01-01 08:00 to 2030-01-01 12:00)"],
  ["Mon, Moonday 08:00 to 09:00", "Mon, Moonday 08:00 to 09:00"],
  ["Fri, Xyz 08:00 to 09:00", "Fri, Xyz 08:00 to 09:00"],
])("tells the rule %s as the week does", (rule, words) => {
  expect(ruleText(rule)).toBe(words);
});
