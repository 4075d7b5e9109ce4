import type { pages } from "@/app/pages";

/** What a page says about itself when somebody asks. */
export interface Help {
  title: string;
  /** The question that it answers. */
  answers: string;
  words: readonly (readonly [word: string, meaning: string])[];
  todo: readonly string[];
}

type Source = () => Promise<{ help: Help }>;

type Path = (typeof pages)[number]["path"];

/** The help of every page, by its path: a page without one is an error of types. */
const sources: Readonly<Record<Path, Source>> = {
  overview: () => import("@/app/help/overview"),
  stations: () => import("@/app/help/stations"),
  "stations/new": () => import("@/app/help/new-station"),
  "stations/$station": () => import("@/app/help/station"),
  "stations/$station/commands": () => import("@/app/help/station-commands"),
  "stations/$station/configuration": () => import("@/app/help/station-configuration"),
  "stations/$station/timeline": () => import("@/app/help/station-timeline"),
  "stations/$station/sessions": () => import("@/app/help/sessions"),
  "stations/$station/settings": () => import("@/app/help/station-settings"),
  locations: () => import("@/app/help/locations"),
  "locations/new": () => import("@/app/help/edit-location"),
  "locations/$location": () => import("@/app/help/location"),
  "locations/$location/edit": () => import("@/app/help/edit-location"),
  faults: () => import("@/app/help/faults"),
  "locations/$location/access": () => import("@/app/help/location-week"),
  attempts: () => import("@/app/help/attempts"),
  "policies/$policy/holidays": () => import("@/app/help/holidays"),
  problems: () => import("@/app/help/problems"),
  "problems/$problem": () => import("@/app/help/problem"),
  "charger-modes": () => import("@/app/help/charger-modes"),
  "stations/$station/access/changes": () => import("@/app/help/mode-changes"),
  sessions: () => import("@/app/help/sessions"),
  "sessions/$session": () => import("@/app/help/session"),
  vehicles: () => import("@/app/help/vehicles"),
  "vehicles/new": () => import("@/app/help/edit-vehicle"),
  "vehicles/$vehicle": () => import("@/app/help/vehicle"),
  "vehicles/$vehicle/edit": () => import("@/app/help/edit-vehicle"),
  fleets: () => import("@/app/help/fleets"),
  "fleets/new": () => import("@/app/help/edit-fleet"),
  "fleets/$fleet": () => import("@/app/help/fleet"),
  "fleets/$fleet/edit": () => import("@/app/help/edit-fleet"),
  "fleets/$fleet/rules/new": () => import("@/app/help/team-rule"),
  "fleets/$fleet/rules/$rule": () => import("@/app/help/team-rule"),
  agreements: () => import("@/app/help/agreements"),
  "agreements/new": () => import("@/app/help/edit-agreement"),
  "agreements/$agreement": () => import("@/app/help/agreement"),
  "agreements/$agreement/edit": () => import("@/app/help/edit-agreement"),
  "agreements/$agreement/identifiers": () => import("@/app/help/agreement-identifiers"),
  "agreements/$agreement/import": () => import("@/app/help/agreement-import"),
  partners: () => import("@/app/help/partners"),
  "partners/new": () => import("@/app/help/edit-partner"),
  "partners/drivers": () => import("@/app/help/token-sharing"),
  "partners/$partner": () => import("@/app/help/partner"),
  "partners/$partner/edit": () => import("@/app/help/edit-partner"),
  "partners/$partner/locations": () => import("@/app/help/publishing"),
  received: () => import("@/app/help/received"),
  "received/$received": () => import("@/app/help/received-object"),
  parties: () => import("@/app/help/parties"),
  "parties/new": () => import("@/app/help/edit-party"),
  "parties/$party/edit": () => import("@/app/help/edit-party"),
  cdrs: () => import("@/app/help/cdrs"),
  "cdrs/omissions": () => import("@/app/help/cdr-omissions"),
  "cdrs/$cdr": () => import("@/app/help/cdr"),
  tariffs: () => import("@/app/help/tariffs"),
  "tariffs/new": () => import("@/app/help/new-tariff"),
  "tariffs/$tariff": () => import("@/app/help/tariff"),
  "tariffs/$tariff/assign": () => import("@/app/help/assign-tariff"),
  identifiers: () => import("@/app/help/identifiers"),
  "identifiers/new": () => import("@/app/help/edit-identifier"),
  "identifiers/import": () => import("@/app/help/import"),
  "identifiers/check": () => import("@/app/help/check"),
  "identifiers/$identifier": () => import("@/app/help/identifier"),
  "identifiers/$identifier/edit": () => import("@/app/help/edit-identifier"),
  decisions: () => import("@/app/help/decisions"),
  "decisions/reasons": () => import("@/app/help/reasons"),
  "decisions/$decision": () => import("@/app/help/decision"),
  policies: () => import("@/app/help/policies"),
  "policies/new": () => import("@/app/help/edit-policy"),
  "policies/$policy": () => import("@/app/help/policy"),
  "policies/$policy/edit": () => import("@/app/help/edit-policy"),
  "policies/$policy/stations": () => import("@/app/help/give-policy"),
  "stations/$station/access": () => import("@/app/help/station-access"),
  "stations/$station/access/policy": () => import("@/app/help/edit-policy"),
  users: () => import("@/app/help/users"),
  "users/new": () => import("@/app/help/edit-user"),
  "users/$user": () => import("@/app/help/user"),
  "users/$user/edit": () => import("@/app/help/edit-user"),
  "users/$user/departments": () => import("@/app/help/assign"),
  "users/$user/permissions": () => import("@/app/help/grant"),
  departments: () => import("@/app/help/departments"),
  "departments/new": () => import("@/app/help/edit-department"),
  "departments/$department": () => import("@/app/help/department"),
  "departments/$department/edit": () => import("@/app/help/edit-department"),
  tokens: () => import("@/app/help/tokens"),
  "tokens/new": () => import("@/app/help/new-token"),
  audit: () => import("@/app/help/audit"),
  "audit/check": () => import("@/app/help/audit-check"),
  "audit/$entry": () => import("@/app/help/audit-entry"),
  settings: () => import("@/app/help/settings"),
  "settings/proposals": () => import("@/app/help/setting-proposals"),
  "settings/rollback": () => import("@/app/help/setting-rollback"),
  "settings/mail": () => import("@/app/help/mail"),
  "settings/$setting": () => import("@/app/help/setting"),
  "settings/$setting/edit": () => import("@/app/help/edit-setting"),
  webhooks: () => import("@/app/help/webhooks"),
  "webhooks/new": () => import("@/app/help/edit-webhook"),
  "webhooks/events": () => import("@/app/help/webhook-events"),
  "webhooks/$webhook": () => import("@/app/help/webhook"),
  "webhooks/$webhook/edit": () => import("@/app/help/edit-webhook"),
  "webhooks/$webhook/deliveries": () => import("@/app/help/deliveries"),
  "webhooks/$webhook/deliveries/$delivery": () => import("@/app/help/delivery"),
  news: () => import("@/app/help/news"),
  "news/new": () => import("@/app/help/edit-news"),
  "news/$entry/edit": () => import("@/app/help/edit-news"),
  api: () => import("@/app/help/api"),
  account: () => import("@/app/help/account"),
};

const general: Source = () => import("@/app/help/general");

/** Return the help of a page, by the parts of its address below the tenant. */
export async function helpFor(page: readonly string[]): Promise<Help> {
  const asked = page.filter((part) => part !== "");
  // A word in a path is meant before what may stand for anything.
  const path = (Object.keys(sources) as Path[])
    .filter((one) => isAt(one.split("/"), asked))
    .sort((one, other) => one.split("$").length - other.split("$").length)[0];
  return (await (path === undefined ? general : sources[path])()).help;
}

function isAt(path: readonly string[], page: readonly string[]): boolean {
  return (
    path.length === page.length &&
    path.every((part, index) => part.startsWith("$") || part === page[index])
  );
}
