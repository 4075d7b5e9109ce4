import type { Schemas } from "@/api/types";
import { familyOf } from "@/features/webhooks/webhook-words";
import { told } from "@/lib/words";

export type EventType = Schemas["EventTypeView"];

const EVENTS_READ = "events.read";
const ENVELOPE = {
  timestamp: "2026-03-02T08:00:00Z",
  tenant_id: "01935a3c-8f6b-7c1e-9a55-3c1f0e6d2b47",
  actor: "user:ada@example.com",
  request_id: null,
};

/** Types of events by their first word, in the order of the catalogue. */
export function byFamily(types: readonly EventType[]): [family: string, types: EventType[]][] {
  const families = new Map<string, EventType[]>();
  for (const type of types) {
    const family = familyOf(type.name);
    families.set(family, [...(families.get(family) ?? []), type]);
  }
  return [...families];
}

/** What a type of event tells, in the reader's language. */
export function meaningOf({ description }: EventType): string {
  return told(description);
}

/** Return the types of which the name or the meaning holds every word that was typed. */
export function matching(types: readonly EventType[], typed: string): EventType[] {
  const words = typed.toLowerCase().split(/\s+/);
  return types.filter((type) => {
    const text = `${type.name} ${meaningOf(type)}`.toLowerCase();
    return words.every((word) => text.includes(word));
  });
}

/** Whether somebody with these permissions may read events of a type. */
export function isReadable(type: EventType, permissions: readonly string[]): boolean {
  return permissions.includes(EVENTS_READ) || permissions.includes(type.permission);
}

/** A whole body as it is delivered, made of a type's example. */
export function bodyOf({ name, example }: EventType): string {
  return JSON.stringify({ type: name, ...ENVELOPE, data: example });
}
