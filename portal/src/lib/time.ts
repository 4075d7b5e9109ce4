import { locale, t } from "@/lib/words";

/** Ages and instants, as people read them. Instants are ISO 8601 texts in UTC. */

type Unit = readonly [said: (number: number) => string, seconds: number];

const units: readonly Unit[] = [
  [(number) => t("{{number}} y", { number }), 31_557_600],
  [(number) => t("{{number}} mo", { number }), 2_629_800],
  [(number) => t("{{number}} d", { number }), 86_400],
  [(number) => t("{{number}} h", { number }), 3_600],
  [(number) => t("{{number}} min", { number }), 60],
];
const second: Unit = [(number) => t("{{number}} s", { number }), 1];

/** Return "12 s ago", "in 3 min" or "now": the two largest units say more than they help. */
export function age(at: string, now: number): string {
  const seconds = Math.round((now - Date.parse(at)) / 1000);
  const said = { duration: duration(Math.abs(seconds)) };
  if (Math.abs(seconds) < 1) return t("now");
  return seconds > 0 ? t("{{duration}} ago", said) : t("in {{duration}}", said);
}

/** Return a length of time by its largest unit, and the next one below ten. */
export function duration(seconds: number): string {
  for (const [index, [said, size]] of units.entries()) {
    if (seconds < size) continue;
    const whole = Math.floor(seconds / size);
    const next = units[index + 1] ?? second;
    const rest = Math.floor((seconds - whole * size) / next[1]);
    return whole < 10 && rest > 0 ? `${said(whole)} ${next[0](rest)}` : said(whole);
  }
  return second[0](Math.floor(seconds));
}

const exactFormat = new Intl.DateTimeFormat(locale, {
  dateStyle: "medium",
  timeStyle: "medium",
});
const shortFormat = new Intl.DateTimeFormat(locale, {
  month: "short",
  day: "numeric",
  hour: "2-digit",
  minute: "2-digit",
});

/** Return an instant in the reader's own time zone, whole, with the zone's name. */
export function exact(at: string): string {
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  return `${wallTime(Date.parse(at))} (${zone})`;
}

/** Return an instant, in milliseconds since 1970, in the reader's own time zone, whole. */
export function wallTime(at: number): string {
  return exactFormat.format(at);
}

/** Return an instant in the reader's own time zone, without year and seconds. */
export function short(at: string): string {
  return shortFormat.format(new Date(at));
}

/** Return the first instant of the reader's own day. */
export function startOfToday(now: Date): string {
  return new Date(now.getFullYear(), now.getMonth(), now.getDate()).toISOString();
}

const clockFormat = new Intl.DateTimeFormat(locale, { timeStyle: "medium" });

/** Return the reader's own wall time of an instant of today, in milliseconds since 1970. */
export function clock(at: number): string {
  return clockFormat.format(at);
}
