import type { Schemas } from "@/api/types";
import { t } from "@/lib/words";

type Entry = Schemas["AuditEntry"];

/** A field as it was before and after, in a line of text each. */
export interface Change {
  field: string;
  before: string;
  after: string;
}

/** The module whose events say null of a setting that nobody set. */
const SETTINGS = "settings";
const BEFORE_AND_AFTER = new Set(["key", "before", "after"]);

function isOwnChange({ changes, data }: Entry): boolean {
  return changes.length === 0 && "before" in data && "after" in data;
}

/** Return what an entry says was changed, whether it tells of fields or of one value. */
export function changesOf(entry: Entry): readonly Change[] {
  const { changes, data } = entry;
  const text = (value: unknown) =>
    value === null && entry.module === SETTINGS ? t("the default") : textOf(value);
  const told = isOwnChange(entry)
    ? [{ field: textOf(data.key ?? "value"), before: data.before, after: data.after }]
    : changes;
  return told
    .filter(({ before, after }) => JSON.stringify(before) !== JSON.stringify(after))
    .map(({ field, before, after }) => ({ field, before: text(before), after: text(after) }));
}

/** Return what an entry tells besides, as pairs; what says nothing is left out. */
export function restOf(entry: Entry): readonly (readonly [name: string, value: unknown])[] {
  const own = isOwnChange(entry);
  return Object.entries(entry.data).filter(
    ([name, value]) => value !== null && value !== "" && !(own && BEFORE_AND_AFTER.has(name)),
  );
}

const OF_DATA = "data.";

/** Return the fields of an entry's data that were erased, by the names that they had. */
export function erasedOf(entry: Entry): readonly string[] {
  return entry.erased
    .filter((field) => field.startsWith(OF_DATA))
    .map((field) => field.slice(OF_DATA.length));
}

/** Return a value as one line of text; nothing is a dash. */
export function textOf(value: unknown): string {
  if (value === null || value === undefined || value === "") return "–";
  return typeof value === "string" ? value : JSON.stringify(value);
}
