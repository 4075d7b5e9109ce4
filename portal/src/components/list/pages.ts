import { keepPreviousData, useInfiniteQuery } from "@tanstack/react-query";

import { api } from "@/api/client";
import type { ListPath, RowOf } from "@/api/types";

const PAGE = 100;

interface PageBody {
  items: unknown[];
  next_cursor?: string | null;
}

export interface Rows<P extends ListPath> {
  rows: RowOf<P>[];
  query: ReturnType<typeof usePages>["query"];
}

/** Read a list by pages, as its filters and sort ask; more come as they are scrolled to. */
export function usePages<P extends ListPath>(
  path: P,
  parts: Readonly<Record<string, string>>,
  asked: Readonly<Record<string, string>>,
) {
  const queryKey = ["get", path, { params: { path: parts, query: asked } }, "pages"] as const;
  const query = useInfiniteQuery({
    queryKey,
    queryFn: async ({ pageParam, signal }) => {
      const cursor = pageParam === null ? {} : { cursor: pageParam };
      const request = {
        params: { path: parts, query: { ...asked, ...cursor, limit: PAGE } },
        signal,
      };
      const { data } = await (
        api.GET as (path: string, request: unknown) => Promise<{ data?: unknown }>
      )(path, request);
      return data as PageBody;
    },
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next_cursor ?? null,
    placeholderData: keepPreviousData,
  });
  const rows = (query.data?.pages.flatMap((page) => page.items) ?? []) as RowOf<P>[];
  return { rows, query, queryKey };
}

/** Return where the same rows are had as CSV. */
export function csvAddress(
  path: string,
  parts: Readonly<Record<string, string>>,
  asked: Readonly<Record<string, string>>,
  tenant: string,
): string {
  const filled = path.replace(/\{(\w+)\}/g, (_, name: string) =>
    encodeURIComponent(parts[name] ?? ""),
  );
  return `${filled}?${new URLSearchParams({ ...asked, format: "csv", tenant }).toString()}`;
}
