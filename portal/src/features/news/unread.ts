import { rest } from "@/api/client";
import type { Schemas } from "@/api/types";
import type { NewsItem } from "@/features/news/news-words";

type Unread = Schemas["Unread"];

/** How much came since one last read; nothing while that is not known. */
export function useUnread(): Unread | undefined {
  return rest.useQuery("get", "/api/v1/news/unread").data;
}

/** Whether an entry came since somebody last read. */
export function isUnread(item: NewsItem, unread: Unread | undefined): boolean {
  if (unread === undefined || unread.count === 0) return false;
  return unread.since === null || Date.parse(item.published_at) > Date.parse(unread.since);
}

/** Return entries with the prominent ones that are unread first, each part as it was. */
export function prominentFirst(items: readonly NewsItem[], unread: Unread | undefined): NewsItem[] {
  const first = (item: NewsItem) => item.prominent && isUnread(item, unread);
  return [...items.filter(first), ...items.filter((item) => !first(item))];
}
