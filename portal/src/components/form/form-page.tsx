import { Paper } from "@mantine/core";
import type { ReactNode } from "react";

import { Page } from "@/components/page";

interface Props {
  title: string;
  children: ReactNode;
}

/** A page that is one form: narrow enough to be read from top to bottom. */
export function FormPage({ title, children }: Props) {
  return (
    <Page title={title}>
      <Paper withBorder p="md" maw={640}>
        {children}
      </Paper>
    </Page>
  );
}
