import { lazyRouteComponent } from "@tanstack/react-router";
import type { RouteComponent } from "@tanstack/react-router";

import { accessPages } from "@/app/access-pages";
import { agreementPages } from "@/app/agreement-pages";
import { fleetPages } from "@/app/fleet-pages";
import { housePages } from "@/app/house-pages";
import { roamingPages } from "@/app/roaming-pages";

/** One page of the portal, below `/{tenant}/`. */
export interface PageEntry {
  path: string;
  component: RouteComponent;
  /** The permission without which the navigation leaves it out. */
  needs?: string;
}

/** Every page; each is fetched when it is first gone to. */
export const pages = [
  {
    path: "overview",
    component: lazyRouteComponent(() => import("@/app/overview/overview-page"), "OverviewPage"),
  },
  {
    path: "stations",
    component: lazyRouteComponent(
      () => import("@/features/stations/stations-page"),
      "StationsPage",
    ),
    needs: "stations.read",
  },
  {
    path: "stations/new",
    component: lazyRouteComponent(
      () => import("@/features/stations/new-station-page"),
      "NewStationPage",
    ),
    needs: "stations.edit",
  },
  {
    path: "stations/$station",
    component: lazyRouteComponent(() => import("@/features/stations/station-page"), "StationPage"),
    needs: "stations.read",
  },
  {
    path: "stations/$station/commands",
    component: lazyRouteComponent(
      () => import("@/features/stations/commands-page"),
      "StationCommandsPage",
    ),
    needs: "stations.read",
  },
  {
    path: "stations/$station/configuration",
    component: lazyRouteComponent(
      () => import("@/features/stations/configuration-page"),
      "StationConfigurationPage",
    ),
    needs: "stations.configuration.read",
  },
  {
    path: "stations/$station/timeline",
    component: lazyRouteComponent(
      () => import("@/features/stations/timeline-page"),
      "StationTimelinePage",
    ),
    needs: "stations.timeline.read",
  },
  {
    path: "stations/$station/sessions",
    component: lazyRouteComponent(
      () => import("@/features/stations/station-sessions-page"),
      "StationSessionsPage",
    ),
    needs: "sessions.read",
  },
  {
    path: "stations/$station/settings",
    component: lazyRouteComponent(
      () => import("@/features/stations/station-settings-page"),
      "StationSettingsPage",
    ),
    needs: "stations.read",
  },
  {
    path: "locations",
    component: lazyRouteComponent(
      () => import("@/features/stations/locations-page"),
      "LocationsPage",
    ),
    needs: "locations.read",
  },
  {
    path: "locations/new",
    component: lazyRouteComponent(
      () => import("@/features/stations/new-location-page"),
      "NewLocationPage",
    ),
    needs: "locations.edit",
  },
  {
    path: "locations/$location",
    component: lazyRouteComponent(
      () => import("@/features/stations/location-page"),
      "LocationPage",
    ),
    needs: "locations.read",
  },
  {
    path: "locations/$location/edit",
    component: lazyRouteComponent(
      () => import("@/features/stations/edit-location-page"),
      "EditLocationPage",
    ),
    needs: "locations.edit",
  },
  {
    path: "faults",
    component: lazyRouteComponent(() => import("@/features/stations/faults-page"), "FaultsPage"),
    needs: "stations.read",
  },
  {
    path: "sessions",
    component: lazyRouteComponent(
      () => import("@/features/sessions/sessions-page"),
      "SessionsPage",
    ),
    needs: "sessions.read",
  },
  {
    path: "sessions/$session",
    component: lazyRouteComponent(() => import("@/features/sessions/session-page"), "SessionPage"),
    needs: "sessions.read",
  },
  {
    path: "vehicles",
    component: lazyRouteComponent(
      () => import("@/features/identity/vehicles-page"),
      "VehiclesPage",
    ),
    needs: "vehicles.read",
  },
  {
    path: "vehicles/new",
    component: lazyRouteComponent(
      () => import("@/features/identity/new-vehicle-page"),
      "NewVehiclePage",
    ),
    needs: "vehicles.edit",
  },
  {
    path: "vehicles/$vehicle",
    component: lazyRouteComponent(() => import("@/features/identity/vehicle-page"), "VehiclePage"),
    needs: "vehicles.read",
  },
  {
    path: "vehicles/$vehicle/edit",
    component: lazyRouteComponent(
      () => import("@/features/identity/edit-vehicle-page"),
      "EditVehiclePage",
    ),
    needs: "vehicles.edit",
  },
  {
    path: "identifiers",
    component: lazyRouteComponent(
      () => import("@/features/identity/identifiers-page"),
      "IdentifiersPage",
    ),
    needs: "identifiers.read",
  },
  {
    path: "identifiers/new",
    component: lazyRouteComponent(
      () => import("@/features/identity/new-identifier-page"),
      "NewIdentifierPage",
    ),
    needs: "identifiers.edit",
  },
  {
    path: "identifiers/import",
    component: lazyRouteComponent(() => import("@/features/identity/import-page"), "ImportPage"),
    needs: "identifiers.edit",
  },
  {
    path: "identifiers/check",
    component: lazyRouteComponent(() => import("@/features/identity/check-page"), "CheckPage"),
    needs: "identifiers.classify",
  },
  {
    path: "identifiers/$identifier",
    component: lazyRouteComponent(
      () => import("@/features/identity/identifier-page"),
      "IdentifierPage",
    ),
    needs: "identifiers.read",
  },
  {
    path: "identifiers/$identifier/edit",
    component: lazyRouteComponent(
      () => import("@/features/identity/edit-identifier-page"),
      "EditIdentifierPage",
    ),
    needs: "identifiers.edit",
  },
  {
    path: "users",
    component: lazyRouteComponent(() => import("@/features/people/users-page"), "UsersPage"),
    needs: "users.read",
  },
  {
    path: "users/new",
    component: lazyRouteComponent(() => import("@/features/people/new-user-page"), "NewUserPage"),
    needs: "users.edit",
  },
  {
    path: "users/$user",
    component: lazyRouteComponent(() => import("@/features/people/user-page"), "UserPage"),
    needs: "users.read",
  },
  {
    path: "users/$user/edit",
    component: lazyRouteComponent(() => import("@/features/people/edit-user-page"), "EditUserPage"),
    needs: "users.edit",
  },
  {
    path: "users/$user/departments",
    component: lazyRouteComponent(() => import("@/features/people/assign-page"), "AssignPage"),
    needs: "permissions.assign",
  },
  {
    path: "users/$user/permissions",
    component: lazyRouteComponent(() => import("@/features/people/new-grant-page"), "NewGrantPage"),
    needs: "permissions.assign",
  },
  {
    path: "departments",
    component: lazyRouteComponent(
      () => import("@/features/people/departments-page"),
      "DepartmentsPage",
    ),
    needs: "departments.read",
  },
  {
    path: "departments/new",
    component: lazyRouteComponent(
      () => import("@/features/people/new-department-page"),
      "NewDepartmentPage",
    ),
    needs: "departments.edit",
  },
  {
    path: "departments/$department",
    component: lazyRouteComponent(
      () => import("@/features/people/department-page"),
      "DepartmentPage",
    ),
    needs: "departments.read",
  },
  {
    path: "departments/$department/edit",
    component: lazyRouteComponent(
      () => import("@/features/people/edit-department-page"),
      "EditDepartmentPage",
    ),
    needs: "departments.edit",
  },
  {
    path: "tokens",
    component: lazyRouteComponent(() => import("@/features/people/tokens-page"), "TokensPage"),
    needs: "tokens.read",
  },
  {
    path: "tokens/new",
    component: lazyRouteComponent(() => import("@/features/people/new-token-page"), "NewTokenPage"),
    needs: "tokens.create",
  },
  {
    path: "api",
    component: lazyRouteComponent(() => import("@/features/reference/api-page"), "ApiPage"),
  },
  {
    path: "account",
    component: lazyRouteComponent(() => import("@/features/people/account-page"), "AccountPage"),
  },
  ...accessPages,
  ...fleetPages,
  ...agreementPages,
  ...roamingPages,
  ...housePages,
] as const satisfies readonly PageEntry[];
