import { capabilities, syncs } from "@/features/stations/access/control-words";

type Words = readonly (readonly [word: string, meaning: string])[];

/** Each state of what a charger can do about its mode: what it means, and what to do. */
export const capabilityWords: Words = Object.values(capabilities).map(pairOf);

/** Each way in which a charger stands to its expected mode: what it means, and what to do. */
export const syncWords: Words = Object.values(syncs).map(pairOf);

function pairOf(word: { label: string; explained: string; remedy: string }) {
  return [word.label, `${word.explained} ${word.remedy}`] as const;
}
