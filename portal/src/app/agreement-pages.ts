import { lazyRouteComponent } from "@tanstack/react-router";

import type { PageEntry } from "@/app/pages";

/** The pages of agreements with partners, and of what these know. */
export const agreementPages = [
  {
    path: "agreements",
    component: lazyRouteComponent(
      () => import("@/features/identity/agreements-page"),
      "AgreementsPage",
    ),
    needs: "agreements.read",
  },
  {
    path: "agreements/new",
    component: lazyRouteComponent(
      () => import("@/features/identity/new-agreement-page"),
      "NewAgreementPage",
    ),
    needs: "agreements.edit",
  },
  {
    path: "agreements/$agreement",
    component: lazyRouteComponent(
      () => import("@/features/identity/agreement-page"),
      "AgreementPage",
    ),
    needs: "agreements.read",
  },
  {
    path: "agreements/$agreement/edit",
    component: lazyRouteComponent(
      () => import("@/features/identity/edit-agreement-page"),
      "EditAgreementPage",
    ),
    needs: "agreements.edit",
  },
  {
    path: "agreements/$agreement/identifiers",
    component: lazyRouteComponent(
      () => import("@/features/identity/agreement-identifiers-page"),
      "AgreementIdentifiersPage",
    ),
    needs: "agreements.read",
  },
  {
    path: "agreements/$agreement/import",
    component: lazyRouteComponent(
      () => import("@/features/identity/agreement-import-page"),
      "AgreementImportPage",
    ),
    needs: "agreements.feed",
  },
] as const satisfies readonly PageEntry[];
