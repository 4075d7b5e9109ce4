import { Paper, Stack, Title } from "@mantine/core";
import { useDocumentTitle } from "@mantine/hooks";
import type { ReactNode } from "react";

import { LanguageSwitch } from "@/components/language-switch";
import classes from "@/features/people/entrance.module.css";
import { keepLinkTokensOnce } from "@/features/people/link-token";

interface Props {
  title: string;
  children: ReactNode;
}

/** A page before the portal itself, for somebody who is not in yet. */
export function Entrance({ title, children }: Props) {
  useDocumentTitle(`${title} · Chargehouse`);
  return (
    <main className={classes.entrance}>
      <Paper withBorder p={{ base: "md", xs: "xl" }} className={classes.card}>
        <Stack gap="md">
          <img src="/favicon.svg" alt="" width={40} height={40} />
          <Title order={1} size="h3">
            {title}
          </Title>
          {children}
          <LanguageSwitch before={keepLinkTokensOnce} />
        </Stack>
      </Paper>
    </main>
  );
}
