import { Button, Group, Text } from "@mantine/core";

import { Section } from "@/components/detail";
import type { Schemas } from "@/api/types";
import { useCommandDrawer } from "@/features/stations/commands/command-drawer";
import { type VerbName, verbs } from "@/features/stations/commands/verbs";
import { useMayCommand } from "@/features/stations/station-frame";
import { t } from "@/lib/words";

const order: readonly VerbName[] = [
  "start",
  "stop",
  "unlock",
  "availability",
  "reset",
  "trigger",
  "read",
  "write",
  "clearCache",
  "action",
];

/** What a station can be told; each opens its form. */
export function Acts({ station }: { station: Schemas["Station"] }) {
  const open = useCommandDrawer();
  const mayCommand = useMayCommand();
  if (!mayCommand) return null;
  const away = station.socket.state !== "open";
  return (
    <Section title={t("What can be done")}>
      {away && (
        <Text c="dimmed">
          {t(
            "It is not connected, so it cannot be told anything now; each attempt is kept all the same.",
          )}
        </Text>
      )}
      <Group gap={6}>
        {order.map((verb) => (
          <Button key={verb} variant="default" onClick={() => open({ verb })}>
            {verbs[verb].label}
          </Button>
        ))}
      </Group>
    </Section>
  );
}
