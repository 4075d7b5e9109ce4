import { Alert, Button, Checkbox, Fieldset, Group, SimpleGrid, Stack, Text } from "@mantine/core";
import { useState } from "react";

import { rest } from "@/api/client";
import { Answered } from "@/components/states";
import { EventSearch } from "@/features/webhooks/event-search";
import {
  byFamily,
  type EventType,
  isReadable,
  matching,
  meaningOf,
} from "@/features/webhooks/event-types";
import { EVERYTHING, familyOf } from "@/features/webhooks/webhook-words";
import { useMe } from "@/lib/me";
import { t } from "@/lib/words";

interface Props {
  /** Types, `session.*` or `*`. */
  chosen: readonly string[];
  onChange: (chosen: readonly string[]) => void;
}

/** Choose of what a webhook is told: everything, all of a kind, or single types of events. */
export function EventChooser({ chosen, onChange }: Props) {
  const types = rest.useQuery("get", "/api/v1/event-types");
  const [typed, setTyped] = useState("");
  const all = chosen.includes(EVERYTHING);
  return (
    <Answered query={types}>
      {(known) => {
        const found = matching(known, typed);
        return (
          <Stack gap="md">
            <Checkbox
              label={t("Everything")}
              description={t("Whatever you may read, and what is added in later releases.")}
              checked={all}
              onChange={(event) => onChange(event.currentTarget.checked ? [EVERYTHING] : [])}
            />
            {!all && (
              <>
                <EventSearch typed={typed} onType={setTyped} />
                <Text size="sm" c="dimmed" role="status">
                  {chosen.length === 0
                    ? t("Nothing is chosen yet.")
                    : t("Chosen: {{types}}", { types: chosen.join(", ") })}
                </Text>
                {found.length === 0 && <Alert color="gray">{t("No event is called so.")}</Alert>}
                {byFamily(found).map(([family, rows]) => (
                  <Family
                    key={family}
                    family={family}
                    rows={rows}
                    searched={typed.trim() !== ""}
                    {...{ chosen, onChange }}
                  />
                ))}
              </>
            )}
          </Stack>
        );
      }}
    </Answered>
  );
}

interface FamilyProps extends Props {
  family: string;
  rows: readonly EventType[];
  searched: boolean;
}

function Family({ family, rows, searched, chosen, onChange }: FamilyProps) {
  const { permissions } = useMe();
  const pattern = `${family}.*`;
  const whole = chosen.includes(pattern);
  const [unfolded, setUnfolded] = useState(chosen.some((one) => familyOf(one) === family));
  const single = !whole && (unfolded || searched);
  const choose = (on: boolean) => {
    const others = chosen.filter((one) => one !== pattern && familyOf(one) !== family);
    onChange(on ? [...others, pattern] : others);
  };
  const toggle = (name: string, on: boolean) =>
    onChange(on ? [...chosen, name] : chosen.filter((one) => one !== name));
  return (
    <Fieldset legend={family}>
      <Stack gap="sm">
        <Checkbox
          label={pattern}
          description={t("All of these, and what is added to them in later releases.")}
          disabled={!rows.some((type) => isReadable(type, permissions))}
          checked={whole}
          onChange={(event) => choose(event.currentTarget.checked)}
        />
        {!whole && !single && (
          <Group>
            <Button variant="default" size="compact-sm" onClick={() => setUnfolded(true)}>
              {t("Single ones of {{family}} …", { family })}
            </Button>
          </Group>
        )}
        {single && (
          <SimpleGrid cols={{ base: 1, sm: 2 }} spacing="sm">
            {rows.map((type) => {
              const readable = isReadable(type, permissions);
              return (
                <Checkbox
                  key={type.name}
                  label={type.name}
                  description={
                    readable
                      ? meaningOf(type)
                      : t("To be told of it, you need {{permission}}.", {
                          permission: type.permission,
                        })
                  }
                  disabled={!readable}
                  checked={chosen.includes(type.name)}
                  onChange={(event) => toggle(type.name, event.currentTarget.checked)}
                />
              );
            })}
          </SimpleGrid>
        )}
      </Stack>
    </Fieldset>
  );
}
