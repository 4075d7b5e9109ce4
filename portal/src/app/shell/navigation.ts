import {
  IconAlertTriangle,
  IconApi,
  IconArrowsExchange,
  IconBolt,
  IconBuilding,
  IconCalendarTime,
  IconChargingPile,
  IconCoin,
  IconGavel,
  IconHeartHandshake,
  IconHistory,
  IconId,
  IconKey,
  IconLayoutDashboard,
  IconLockExclamation,
  IconReceipt,
  IconSettings,
  IconSteeringWheel,
  IconTruck,
  IconUsers,
  IconUsersGroup,
  IconWebhook,
  type Icon,
} from "@tabler/icons-react";

import { type PageEntry, pages } from "@/app/pages";
import { t } from "@/lib/words";

/** One way in the navigation; the page of this path says what permission it needs. */
export interface Way {
  path: string;
  label: string;
  icon: Icon;
}

const ways: readonly Way[] = [
  { path: "overview", label: t("Overview"), icon: IconLayoutDashboard },
  { path: "stations", label: t("Stations"), icon: IconChargingPile },
  { path: "locations", label: t("Locations"), icon: IconBuilding },
  { path: "sessions", label: t("Sessions"), icon: IconBolt },
  { path: "vehicles", label: t("Vehicles"), icon: IconTruck },
  { path: "fleets", label: t("Fleets"), icon: IconSteeringWheel },
  { path: "identifiers", label: t("Identifiers"), icon: IconId },
  { path: "agreements", label: t("Agreements"), icon: IconHeartHandshake },
  { path: "tariffs", label: t("Tariffs"), icon: IconCoin },
  { path: "cdrs", label: t("CDRs"), icon: IconReceipt },
  { path: "partners", label: t("Partners"), icon: IconArrowsExchange },
  { path: "policies", label: t("Access policies"), icon: IconCalendarTime },
  { path: "decisions", label: t("Decisions"), icon: IconGavel },
  { path: "problems", label: t("Access problems"), icon: IconLockExclamation },
  { path: "faults", label: t("Faults"), icon: IconAlertTriangle },
  { path: "users", label: t("Users"), icon: IconUsers },
  { path: "departments", label: t("Departments"), icon: IconUsersGroup },
  { path: "tokens", label: t("API tokens"), icon: IconKey },
  { path: "audit", label: t("Audit log"), icon: IconHistory },
  { path: "settings", label: t("Settings"), icon: IconSettings },
  { path: "webhooks", label: t("Webhooks"), icon: IconWebhook },
  { path: "api", label: t("API"), icon: IconApi },
];

/** Whether there is a page at this path, and somebody with these permissions may see it. */
export function isOpenTo(permissions: readonly string[], path: string): boolean {
  const page: PageEntry | undefined = pages.find((one) => one.path === path);
  return page !== undefined && (page.needs === undefined || permissions.includes(page.needs));
}

/** Return the ways that somebody with these permissions may go. */
export function waysFor(permissions: readonly string[]): Way[] {
  return ways.filter(({ path }) => isOpenTo(permissions, path));
}
