import type { FilterOf } from "@/api/types";
import type { Filter } from "@/components/list/address";
import { LocationPicker } from "@/components/pickers";
import { protocols, registrations, reportedStatuses } from "@/features/stations/station-words";
import { t } from "@/lib/words";

/** What the list of stations can be filtered by; where and whether connected stand above it. */
export const filters: readonly Filter<FilterOf<"/api/v1/stations">>[] = [
  {
    name: "search",
    label: t("Search"),
    kind: "text",
    placeholder: t("Name, code or serial number"),
  },
  { name: "status", label: t("Reported status"), kind: "choice", options: reportedStatuses },
  {
    name: "faulted",
    label: t("Fault"),
    kind: "flag",
    options: [
      { value: "true", label: t("With a fault") },
      { value: "false", label: t("Without a fault") },
    ],
  },
  {
    name: "last_used",
    label: t("Last proven use"),
    kind: "choice",
    options: [
      { value: "day", label: t("Used within a day") },
      { value: "week", label: t("Within a week") },
      { value: "month", label: t("Within a month") },
      { value: "older", label: t("Longer ago") },
      { value: "never", label: t("Never used") },
    ],
  },
  { name: "protocol", label: t("OCPP version"), kind: "choice", options: protocols },
  { name: "registration", label: t("Registration"), kind: "choice", options: registrations },
  {
    name: "location",
    label: t("Location"),
    kind: "id",
    picker: LocationPicker,
    needs: "locations.read",
  },
  { name: "connected", label: t("Connected"), kind: "hidden", options: bothWays() },
  { name: "silent", label: t("Silent"), kind: "hidden", options: bothWays() },
  { name: "never_seen", label: t("Never seen"), kind: "hidden", options: bothWays() },
];

function bothWays() {
  return [
    { value: "true", label: t("yes") },
    { value: "false", label: t("no") },
  ];
}

/** What can be asked of the socket, each by the filters that mean it. */
export const sockets: Readonly<
  Record<string, { label: string; asks: Readonly<Record<string, string>> }>
> = {
  all: { label: t("All"), asks: {} },
  open: { label: t("Connected"), asks: { connected: "true" } },
  silent: { label: t("Silent"), asks: { silent: "true" } },
  gone: { label: t("Offline"), asks: { connected: "false", never_seen: "false" } },
  never: { label: t("Never seen"), asks: { never_seen: "true" } },
};

const NONE = { connected: undefined, silent: undefined, never_seen: undefined };

/** Return the filters of a choice of the socket. */
export function asksOf(choice: string): Record<string, string | undefined> {
  return { ...NONE, ...sockets[choice]?.asks };
}

/** Return which choice of the socket the filters mean; another mixture is none of them. */
export function choiceOf(asked: Readonly<Record<string, string>>): string {
  const said = (asks: Readonly<Record<string, string>>) =>
    Object.keys(NONE).every((name) => asks[name] === asked[name]);
  return Object.entries(sockets).find(([, { asks }]) => said(asks))?.[0] ?? "";
}
