import type { Schemas } from "@/api/types";
import { t } from "@/lib/words";

type Entry = Schemas["AuditEntry"];

/** Kinds of those who act, for people. */
export const actorKinds: Readonly<Record<string, string>> = {
  user: t("a person"),
  token: t("an API token"),
  station: t("a station"),
  console: t("the console"),
  job: t("a job"),
  reaction: t("Chargehouse itself"),
};

export function actorKind(kind: string): string {
  return actorKinds[kind] ?? kind;
}

const ACTOR_NAME = "actor.name";

/** Return who acted, by name; whose name was erased is told so. */
export function actorName({ actor, erased }: Pick<Entry, "actor" | "erased">): string {
  if (erased.includes(ACTOR_NAME)) return t("name erased");
  return actor.name ?? actorKind(actor.kind);
}
