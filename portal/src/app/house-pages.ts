import { lazyRouteComponent } from "@tanstack/react-router";

import type { PageEntry } from "@/app/pages";

/** The pages by which a tenant keeps house: what was done, what holds, and who is told. */
export const housePages = [
  {
    path: "audit",
    component: lazyRouteComponent(() => import("@/features/audit/entries-page"), "EntriesPage"),
    needs: "audit.read",
  },
  {
    path: "audit/check",
    component: lazyRouteComponent(() => import("@/features/audit/check-page"), "CheckPage"),
    needs: "audit.read",
  },
  {
    path: "audit/$entry",
    component: lazyRouteComponent(() => import("@/features/audit/entry-page"), "EntryPage"),
    needs: "audit.read",
  },
  {
    path: "settings",
    component: lazyRouteComponent(
      () => import("@/features/settings/settings-page"),
      "SettingsPage",
    ),
    needs: "settings.read",
  },
  {
    path: "settings/proposals",
    component: lazyRouteComponent(
      () => import("@/features/settings/proposals-page"),
      "ProposalsPage",
    ),
    needs: "settings.read",
  },
  {
    path: "settings/rollback",
    component: lazyRouteComponent(
      () => import("@/features/settings/rollback-page"),
      "RollbackPage",
    ),
    needs: "settings.update",
  },
  {
    path: "settings/mail",
    component: lazyRouteComponent(() => import("@/features/settings/mail-page"), "MailPage"),
    needs: "mail.update",
  },
  {
    path: "settings/$setting",
    component: lazyRouteComponent(() => import("@/features/settings/setting-page"), "SettingPage"),
    needs: "settings.read",
  },
  {
    path: "settings/$setting/edit",
    component: lazyRouteComponent(
      () => import("@/features/settings/edit-setting-page"),
      "EditSettingPage",
    ),
    needs: "settings.update",
  },
  {
    path: "webhooks",
    component: lazyRouteComponent(
      () => import("@/features/webhooks/webhooks-page"),
      "WebhooksPage",
    ),
    needs: "webhooks.read",
  },
  {
    path: "webhooks/new",
    component: lazyRouteComponent(
      () => import("@/features/webhooks/new-webhook-page"),
      "NewWebhookPage",
    ),
    needs: "webhooks.manage",
  },
  {
    path: "webhooks/events",
    component: lazyRouteComponent(
      () => import("@/features/webhooks/event-types-page"),
      "EventTypesPage",
    ),
    needs: "webhooks.read",
  },
  {
    path: "webhooks/$webhook",
    component: lazyRouteComponent(() => import("@/features/webhooks/webhook-page"), "WebhookPage"),
    needs: "webhooks.read",
  },
  {
    path: "webhooks/$webhook/edit",
    component: lazyRouteComponent(
      () => import("@/features/webhooks/edit-webhook-page"),
      "EditWebhookPage",
    ),
    needs: "webhooks.manage",
  },
  {
    path: "webhooks/$webhook/deliveries",
    component: lazyRouteComponent(
      () => import("@/features/webhooks/deliveries-page"),
      "DeliveriesPage",
    ),
    needs: "webhooks.read",
  },
  {
    path: "webhooks/$webhook/deliveries/$delivery",
    component: lazyRouteComponent(
      () => import("@/features/webhooks/delivery-page"),
      "DeliveryPage",
    ),
    needs: "webhooks.read",
  },
  {
    path: "news",
    component: lazyRouteComponent(() => import("@/features/news/news-page"), "NewsPage"),
    needs: "news.read",
  },
  {
    path: "news/new",
    component: lazyRouteComponent(() => import("@/features/news/new-news-page"), "NewNewsPage"),
    needs: "news.manage",
  },
  {
    path: "news/$entry/edit",
    component: lazyRouteComponent(() => import("@/features/news/edit-news-page"), "EditNewsPage"),
    needs: "news.manage",
  },
] as const satisfies readonly PageEntry[];
