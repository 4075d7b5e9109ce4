import { lazyRouteComponent } from "@tanstack/react-router";

import type { PageEntry } from "@/app/pages";

/** The pages of access: policies, what governs a station, and decisions. */
export const accessPages = [
  {
    path: "decisions",
    component: lazyRouteComponent(
      () => import("@/features/access/decisions-page"),
      "DecisionsPage",
    ),
    needs: "access.decisions.read",
  },
  {
    path: "decisions/reasons",
    component: lazyRouteComponent(() => import("@/features/access/reasons-page"), "ReasonsPage"),
    needs: "access.decisions.read",
  },
  {
    path: "decisions/$decision",
    component: lazyRouteComponent(() => import("@/features/access/decision-page"), "DecisionPage"),
    needs: "access.decisions.read",
  },
  {
    path: "attempts",
    component: lazyRouteComponent(() => import("@/features/access/attempts-page"), "AttemptsPage"),
    needs: "access.decisions.read",
  },
  {
    path: "problems",
    component: lazyRouteComponent(
      () => import("@/features/stations/access/problems-page"),
      "ProblemsPage",
    ),
    needs: "access.control.read",
  },
  {
    path: "problems/$problem",
    component: lazyRouteComponent(
      () => import("@/features/stations/access/problem-page"),
      "ProblemPage",
    ),
    needs: "access.control.read",
  },
  {
    path: "charger-modes",
    component: lazyRouteComponent(
      () => import("@/features/stations/access/controls-page"),
      "ControlsPage",
    ),
    needs: "access.control.read",
  },
  {
    path: "policies",
    component: lazyRouteComponent(
      () => import("@/features/access/policies/policies-page"),
      "PoliciesPage",
    ),
    needs: "access.decisions.read",
  },
  {
    path: "policies/new",
    component: lazyRouteComponent(
      () => import("@/features/access/policies/new-policy-page"),
      "NewPolicyPage",
    ),
    needs: "access.policy.edit",
  },
  {
    path: "policies/$policy",
    component: lazyRouteComponent(
      () => import("@/features/access/policies/policy-page"),
      "PolicyPage",
    ),
    needs: "access.decisions.read",
  },
  {
    path: "policies/$policy/edit",
    component: lazyRouteComponent(
      () => import("@/features/access/policies/edit-policy-page"),
      "EditPolicyPage",
    ),
    needs: "access.policy.edit",
  },
  {
    path: "policies/$policy/holidays",
    component: lazyRouteComponent(
      () => import("@/features/access/policies/holidays-page"),
      "HolidaysPage",
    ),
    needs: "access.policy.edit",
  },
  {
    path: "policies/$policy/stations",
    component: lazyRouteComponent(
      () => import("@/features/access/policies/give-policy-page"),
      "GivePolicyPage",
    ),
    needs: "access.policy.edit",
  },
  {
    path: "locations/$location/access",
    component: lazyRouteComponent(
      () => import("@/features/stations/access/location-week-page"),
      "LocationWeekPage",
    ),
    needs: "access.decisions.read",
  },
  {
    path: "stations/$station/access",
    component: lazyRouteComponent(
      () => import("@/features/stations/access/station-access-page"),
      "StationAccessPage",
    ),
    needs: "access.decisions.read",
  },
  {
    path: "stations/$station/access/changes",
    component: lazyRouteComponent(
      () => import("@/features/stations/access/changes-page"),
      "StationChangesPage",
    ),
    needs: "access.control.read",
  },
  {
    path: "stations/$station/access/policy",
    component: lazyRouteComponent(
      () => import("@/features/access/policies/own-policy-page"),
      "OwnPolicyPage",
    ),
    needs: "access.policy.edit",
  },
] as const satisfies readonly PageEntry[];
