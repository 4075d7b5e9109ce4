import type { UseQueryResult } from "@tanstack/react-query";
import type { ReactNode } from "react";

import { Page } from "@/components/page";
import { Answered } from "@/components/states";

interface Props<T> {
  query: UseQueryResult<T, unknown>;
  /** What kind of thing it is: the title as long as no better one is known. */
  title: string;
  actions?: ReactNode;
  /** The page of what was read, with a title of its own. */
  children: (data: T) => ReactNode;
}

/** The page of one thing: that it is read, or why it cannot be, and then the thing itself. */
export function ReadPage<T>({ query, title, actions, children }: Props<T>) {
  if (query.data !== undefined) return <>{children(query.data)}</>;
  return (
    <Page title={title} actions={actions}>
      <Answered query={query}>{() => null}</Answered>
    </Page>
  );
}
