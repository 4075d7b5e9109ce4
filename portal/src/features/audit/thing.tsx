import { Text } from "@mantine/core";

import type { Schemas } from "@/api/types";
import { TenantLink } from "@/components/tenant-link";
import { actorName } from "@/features/audit/actor-words";
import { moduleOf, modules } from "@/features/audit/event-words";
import { t } from "@/lib/words";

type Entry = Schemas["AuditEntry"];

const NAMES = ["name", "code", "title", "email"];
const ID_END = 8;

/** The pages of things, by the first part of the name of what happens to them. */
const pages: Readonly<Record<string, (id: string) => string>> = {
  cdr: (id) => `cdrs/${id}`,
  department: (id) => `departments/${id}`,
  identifier: (id) => `identifiers/${id}`,
  location: (id) => `locations/${id}`,
  partner: (id) => `partners/${id}`,
  session: (id) => `sessions/${id}`,
  station: (id) => `stations/${id}`,
  user: (id) => `users/${id}`,
  vehicle: (id) => `vehicles/${id}`,
  webhook: (id) => `webhooks/${id}`,
};
const lists: Readonly<Record<string, string>> = {
  api_token: "tokens",
  audit: "audit/check",
  news: "news",
  party: "parties",
};

/** Return where the thing is that something was done to; null where it has no page. */
export function pageOf({ name, aggregate_id: id, station_id, data }: Entry): string | null {
  const module = moduleOf(name);
  if (name.startsWith("settings.change_")) return "settings/proposals";
  if (module === "settings") {
    return typeof data.key === "string" ? `settings/${data.key}` : "settings";
  }
  if (name === "charger_access.decision_recorded") return `decisions/${id}`;
  if (module === "charger_access") return station_id === null ? null : `stations/${station_id}`;
  if (name === "cdr.omitted") return `sessions/${id}`;
  if (name.endsWith(".removed")) return null;
  if (module === "tariff")
    return `tariffs/${typeof data.tariff_id === "string" ? data.tariff_id : id}`;
  return pages[module]?.(id) ?? lists[module] ?? null;
}

/** Return what the thing is called, as far as its entry tells. */
function nameOf(entry: Entry): string {
  const { name, data, aggregate_id, actor } = entry;
  if (aggregate_id === actor.id) return actorName(entry);
  if (typeof data.key === "string") return data.key;
  if (moduleOf(name) === "settings") return t("settings");
  if (typeof data.country_code === "string" && typeof data.party_id === "string") {
    return `${data.country_code}-${data.party_id}`;
  }
  const told = NAMES.map((field) => data[field]).find((value) => typeof value === "string");
  return typeof told === "string" && told !== "" ? told : `…${aggregate_id.slice(-ID_END)}`;
}

/** What something was done to, as a link to its page where it has one. */
export function Thing({ entry }: { entry: Entry }) {
  const page = pageOf(entry);
  const kind = modules[moduleOf(entry.name)] ?? moduleOf(entry.name);
  const name = <bdi title={`${kind}: ${entry.aggregate_id}`}>{nameOf(entry)}</bdi>;
  if (page === null) {
    return (
      <Text span inherit>
        {name}
      </Text>
    );
  }
  return <TenantLink to={page}>{name}</TenantLink>;
}
