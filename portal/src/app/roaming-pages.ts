import { lazyRouteComponent } from "@tanstack/react-router";

import type { PageEntry } from "@/app/pages";

/** The pages of roaming: partners, our parties, what sessions cost, and by which tariffs. */
export const roamingPages = [
  {
    path: "partners",
    component: lazyRouteComponent(() => import("@/features/roaming/partners-page"), "PartnersPage"),
    needs: "partners.read",
  },
  {
    path: "partners/new",
    component: lazyRouteComponent(
      () => import("@/features/roaming/new-partner-page"),
      "NewPartnerPage",
    ),
    needs: "partners.edit",
  },
  {
    path: "partners/drivers",
    component: lazyRouteComponent(
      () => import("@/features/roaming/token-sharing-page"),
      "TokenSharingPage",
    ),
    needs: "publishing.edit",
  },
  {
    path: "partners/$partner",
    component: lazyRouteComponent(() => import("@/features/roaming/partner-page"), "PartnerPage"),
    needs: "partners.read",
  },
  {
    path: "partners/$partner/edit",
    component: lazyRouteComponent(
      () => import("@/features/roaming/edit-partner-page"),
      "EditPartnerPage",
    ),
    needs: "partners.edit",
  },
  {
    path: "partners/$partner/locations",
    component: lazyRouteComponent(
      () => import("@/features/roaming/publishing-page"),
      "PublishingPage",
    ),
    needs: "publishing.read",
  },
  {
    path: "received",
    component: lazyRouteComponent(() => import("@/features/roaming/received-page"), "ReceivedPage"),
    needs: "received.read",
  },
  {
    path: "received/$received",
    component: lazyRouteComponent(
      () => import("@/features/roaming/received-object-page"),
      "ReceivedObjectPage",
    ),
    needs: "received.read",
  },
  {
    path: "parties",
    component: lazyRouteComponent(() => import("@/features/roaming/parties-page"), "PartiesPage"),
    needs: "parties.read",
  },
  {
    path: "parties/new",
    component: lazyRouteComponent(
      () => import("@/features/roaming/new-party-page"),
      "NewPartyPage",
    ),
    needs: "parties.edit",
  },
  {
    path: "parties/$party/edit",
    component: lazyRouteComponent(
      () => import("@/features/roaming/edit-party-page"),
      "EditPartyPage",
    ),
    needs: "parties.edit",
  },
  {
    path: "cdrs",
    component: lazyRouteComponent(() => import("@/features/cdrs/cdrs-page"), "CdrsPage"),
    needs: "cdrs.read",
  },
  {
    path: "cdrs/omissions",
    component: lazyRouteComponent(() => import("@/features/cdrs/omissions-page"), "OmissionsPage"),
    needs: "cdrs.read",
  },
  {
    path: "cdrs/$cdr",
    component: lazyRouteComponent(() => import("@/features/cdrs/cdr-page"), "CdrPage"),
    needs: "cdrs.read",
  },
  {
    path: "tariffs",
    component: lazyRouteComponent(() => import("@/features/tariffs/tariffs-page"), "TariffsPage"),
    needs: "tariffs.read",
  },
  {
    path: "tariffs/new",
    component: lazyRouteComponent(
      () => import("@/features/tariffs/new-tariff-page"),
      "NewTariffPage",
    ),
    needs: "tariffs.edit",
  },
  {
    path: "tariffs/$tariff",
    component: lazyRouteComponent(() => import("@/features/tariffs/tariff-page"), "TariffPage"),
    needs: "tariffs.read",
  },
  {
    path: "tariffs/$tariff/assign",
    component: lazyRouteComponent(
      () => import("@/features/tariffs/assign-tariff-page"),
      "AssignTariffPage",
    ),
    needs: "tariffs.edit",
  },
] as const satisfies readonly PageEntry[];
