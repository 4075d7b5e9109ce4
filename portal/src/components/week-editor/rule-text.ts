import { DAYS, type Window } from "@/components/week-editor/spans";
import { windowTimes } from "@/components/week-editor/week-words";
import { told } from "@/lib/words";

/** How the server writes a window of the week: "Mon, Tue 22:00 to 06:00". */
const WINDOW = /^(every day|[A-Z][a-z]{2}(?:, [A-Z][a-z]{2})*) (\d\d:\d\d) to (\d\d:\d\d)$/;
const NAMES = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];

/** Return what a rule of a policy is called, as the server wrote it, in the reader's language. */
export function ruleText(rule: string): string {
  const window = windowOf(rule);
  return window === null ? told(rule) : windowTimes(window);
}

function windowOf(rule: string): Pick<Window, "days" | "begins" | "ends"> | null {
  const [, said, begins, ends] = WINDOW.exec(rule) ?? [];
  if (said === undefined || begins === undefined || ends === undefined) return null;
  const every = said === "every day";
  const days = every
    ? DAYS.map((day) => day + 1)
    : said.split(", ").map((name) => NAMES.indexOf(name) + 1);
  return days.includes(0) ? null : { days, begins, ends };
}
