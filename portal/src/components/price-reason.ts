import { dayNames } from "@/components/week-editor/week-words";
import { t, told } from "@/lib/words";

/** How the server writes why a price was the one. */
const REASON =
  /^Element (\d+) is the first that prices (.+?) and matches: (.+?)\.(?: Steps of (\S+) (Wh|s) add (\S+) (?:Wh|s)\.)?$/;
const DAYS = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];

const priced: Readonly<Record<string, string>> = {
  energy: t("energy"),
  "charging time": t("charging time"),
  "parking time": t("parking time"),
  "a flat fee": t("a flat fee"),
};

type Found = readonly string[];

const conditions: readonly (readonly [pattern: RegExp, words: (found: Found) => string])[] = [
  [/^always$/, () => t("always")],
  [/^a reservation$/, () => t("a reservation")],
  [/^a reservation that expires$/, () => t("a reservation that expires")],
  [/^(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)(?:, [A-Z][a-z]{2})*$/, ([said = ""]) => daysOf(said)],
  [
    /^(\d\d:\d\d) to (\d\d:\d\d)$/,
    ([, from = "", until = ""]) => t("{{from}} to {{until}}", { from, until }),
  ],
  [
    /^from (\S+), before (\S+)$/,
    ([, first = "", last = ""]) => t("from {{first}}, before {{last}}", { first, last }),
  ],
  [/^before (\S+)$/, ([, last = ""]) => t("before {{last}}", { last })],
  [
    /^from (.+) to below (.+)$/,
    ([, least = "", below = ""]) => t("from {{least}} to below {{below}}", { least, below }),
  ],
  [/^from (.+)$/, ([, least = ""]) => t("from {{least}}", { least })],
  [/^below (.+)$/, ([, below = ""]) => t("below {{below}}", { below })],
];

/** Return why a price was the one, as the server wrote it, in the reader's language. */
export function priceReason(why: string): string {
  const [, element = "", what = "", said, step, unit = "", more = ""] = REASON.exec(why) ?? [];
  if (said === undefined) return told(why);
  const reason = t("Element {{element}} is the first that prices {{what}} and matches: {{when}}.", {
    element,
    what: priced[what] ?? what,
    when: said.split("; ").map(conditionOf).join("; "),
  });
  if (step === undefined) return reason;
  const added = { step: `${step} ${unit}`, more: `${more} ${unit}` };
  return `${reason} ${t("Steps of {{step}} add {{more}}.", added)}`;
}

function conditionOf(said: string): string {
  for (const [pattern, words] of conditions) {
    const found = pattern.exec(said);
    if (found !== null) return words(found);
  }
  return said;
}

function daysOf(said: string): string {
  return said
    .split(", ")
    .map((day) => dayNames.short[DAYS.indexOf(day)] ?? day)
    .join(", ");
}
