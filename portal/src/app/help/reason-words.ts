import { reasons } from "@/lib/reasons";

/** Each reason of a decision: what it means, and what to do where it was wrong. */
export const reasonWords: readonly (readonly [word: string, meaning: string])[] = Object.values(
  reasons,
).map(({ label, meaning, remedy }) => [label, `${meaning} ${remedy}`] as const);
