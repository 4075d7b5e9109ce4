import {
  createRootRoute,
  createRoute,
  lazyRouteComponent,
  Outlet,
  redirect,
} from "@tanstack/react-router";

import { Entry } from "@/app/entry";
import { pages } from "@/app/pages";
import { keepLinkToken } from "@/features/people/link-token";

const root = createRootRoute({ component: Outlet });

const asText = (search: Record<string, unknown>) => search as Record<string, string>;

const entry = createRoute({ getParentRoute: () => root, path: "/", component: Entry });

const signIn = createRoute({
  getParentRoute: () => root,
  path: "sign-in",
  component: lazyRouteComponent(() => import("@/features/people/sign-in-page"), "SignInPage"),
  validateSearch: asText,
});

const firstRun = createRoute({
  getParentRoute: () => root,
  path: "first-run",
  component: lazyRouteComponent(() => import("@/features/people/first-run-page"), "FirstRunPage"),
  beforeLoad: ({ location }) => {
    if (location.hash === "") return;
    keepLinkToken("first-run", location.hash);
    redirect({ to: "/first-run", hash: "", replace: true, throw: true });
  },
});

const invitation = createRoute({
  getParentRoute: () => root,
  path: "invitation",
  component: lazyRouteComponent(
    () => import("@/features/people/invitation-page"),
    "InvitationPage",
  ),
  beforeLoad: ({ location }) => {
    if (location.hash === "") return;
    keepLinkToken("invitation", location.hash);
    redirect({ to: "/invitation", hash: "", replace: true, throw: true });
  },
});

const inTenant = createRoute({
  getParentRoute: () => root,
  path: "$tenant",
  component: lazyRouteComponent(() => import("@/app/shell/shell"), "Shell"),
});

const tenantItself = createRoute({
  getParentRoute: () => inTenant,
  path: "/",
  beforeLoad: ({ params }) => {
    redirect({ href: `/${params.tenant}/overview`, replace: true, throw: true });
  },
});

const children = pages.map((page) =>
  createRoute({
    getParentRoute: () => inTenant,
    path: page.path,
    component: page.component,
    validateSearch: asText,
  }),
);

export const routeTree = root.addChildren([
  entry,
  signIn,
  firstRun,
  invitation,
  inTenant.addChildren([tenantItself, ...children]),
]);
