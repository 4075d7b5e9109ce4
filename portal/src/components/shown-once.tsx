import { Alert, Button, CopyButton, Group, Stack, Text } from "@mantine/core";
import { IconCheck, IconCopy } from "@tabler/icons-react";
import type { ReactNode } from "react";

import { t } from "@/lib/words";

interface Props {
  /** What it is, and that it is shown this once. */
  title: string;
  value: string;
  /** What to do with it. */
  children: ReactNode;
  /** Other things that can be done with it, beside copying. */
  actions?: ReactNode;
}

/** A secret that the server tells this once, to be copied. */
export function ShownOnce({ title, value, children, actions }: Props) {
  return (
    <Alert color="teal" variant="light" title={title} maw={860}>
      <Stack gap="sm">
        <Text size="sm">{children}</Text>
        <Text ff="monospace" className="wrap" style={{ whiteSpace: "pre-wrap" }} aria-label={title}>
          {value}
        </Text>
        <Group gap="xs">
          <CopyButton value={value} timeout={2000}>
            {({ copied, copy }) => (
              <Button
                variant="default"
                onClick={copy}
                leftSection={
                  copied ? <IconCheck size={14} aria-hidden /> : <IconCopy size={14} aria-hidden />
                }
              >
                {copied ? t("Copied") : t("Copy")}
              </Button>
            )}
          </CopyButton>
          {actions}
        </Group>
      </Stack>
    </Alert>
  );
}
