import { Group, Stack, Title } from "@mantine/core";
import { useDocumentTitle } from "@mantine/hooks";
import type { ReactNode } from "react";

interface Props {
  title: string;
  /** Beside the title: what the thing is, in a badge or two. */
  beside?: ReactNode;
  actions?: ReactNode;
  children: ReactNode;
  /** Fill the window's height, for lists that scroll within. */
  fill?: boolean;
}

/** A page: its title, what can be done, and its content. */
export function Page({ title, beside, actions, children, fill = false }: Props) {
  useDocumentTitle(`${title} · Chargehouse`);
  return (
    <Stack gap="sm" p="md" className={fill ? "fill" : "page"}>
      <Group justify="space-between" gap="sm">
        <Group gap="sm" miw={0} style={{ flex: "1 1 200px" }}>
          <Title order={1} size="h3" className="clip" title={title}>
            {title}
          </Title>
          {beside}
        </Group>
        <Group gap="xs">{actions}</Group>
      </Group>
      {children}
    </Stack>
  );
}
