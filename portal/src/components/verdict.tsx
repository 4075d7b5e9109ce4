import { Group, Paper, Stack, Text, ThemeIcon } from "@mantine/core";
import { IconBan, IconCheck } from "@tabler/icons-react";
import type { ReactNode } from "react";

interface Props {
  /** Whether it is a yes. */
  good: boolean;
  title: string;
  children?: ReactNode;
}

/** A yes or a no in a sentence, with what follows from it. */
export function Verdict({ good, title, children }: Props) {
  return (
    <Paper withBorder p="md" maw={860} role="status">
      <Group align="start" wrap="nowrap" gap="sm">
        <ThemeIcon variant="light" color={good ? "teal" : "orange"} radius="xl" aria-hidden>
          {good ? <IconCheck size={18} /> : <IconBan size={18} />}
        </ThemeIcon>
        <Stack gap="sm" miw={0}>
          <Text fw={600} size="lg" className="wrap">
            {title}
          </Text>
          {children}
        </Stack>
      </Group>
    </Paper>
  );
}
