import { lazyRouteComponent } from "@tanstack/react-router";

import type { PageEntry } from "@/app/pages";

/** The pages of fleets and of their rules. */
export const fleetPages = [
  {
    path: "fleets",
    component: lazyRouteComponent(() => import("@/features/fleets/fleets-page"), "FleetsPage"),
    needs: "fleets.read",
  },
  {
    path: "fleets/new",
    component: lazyRouteComponent(() => import("@/features/fleets/new-fleet-page"), "NewFleetPage"),
    needs: "fleets.edit",
  },
  {
    path: "fleets/$fleet",
    component: lazyRouteComponent(() => import("@/features/fleets/fleet-page"), "FleetPage"),
    needs: "fleets.read",
  },
  {
    path: "fleets/$fleet/edit",
    component: lazyRouteComponent(
      () => import("@/features/fleets/edit-fleet-page"),
      "EditFleetPage",
    ),
    needs: "fleets.edit",
  },
  {
    path: "fleets/$fleet/rules/new",
    component: lazyRouteComponent(() => import("@/features/fleets/new-rule-page"), "NewRulePage"),
    needs: "fleets.edit",
  },
  {
    path: "fleets/$fleet/rules/$rule",
    component: lazyRouteComponent(() => import("@/features/fleets/edit-rule-page"), "EditRulePage"),
    needs: "fleets.edit",
  },
] as const satisfies readonly PageEntry[];
