import type { components, paths } from "@/api/schema";

/** The shapes of the API by name. */
export type Schemas = components["schemas"];

type Answer<P extends keyof paths> = paths[P] extends {
  get: { responses: { 200: { content: { "application/json": infer Body } } } };
}
  ? Body
  : never;

type Asked<P extends keyof paths> = paths[P] extends {
  get: { parameters: { query?: infer Query } };
}
  ? NonNullable<Query>
  : never;

/** The paths that answer pages of rows. */
export type ListPath = {
  [P in keyof paths]: Answer<P> extends { items: unknown[]; next_cursor?: string | null }
    ? P
    : never;
}[keyof paths];

/** One row of a list. */
export type RowOf<P extends ListPath> = Answer<P> extends { items: (infer Row)[] } ? Row : never;

/** The names of a list's filters. */
export type FilterOf<P extends ListPath> = Exclude<
  Extract<keyof Asked<P>, string>,
  "limit" | "cursor" | "sort" | "format"
>;
