import { Button, Group, Text } from "@mantine/core";
import type { ComponentType } from "react";

import type { PickerProps } from "@/components/pickers";
import { t } from "@/lib/words";

interface Props {
  ids: readonly string[];
  onChange: (ids: string[]) => void;
  /** Names one that is chosen. */
  name: ComponentType<{ id: string }>;
  /** What looks for one more; null where none can be added. */
  picker: ComponentType<PickerProps> | null;
  label: string;
}

/** Some of very many: those that are chosen, each to be left out, and a place to add one. */
export function Several({ ids, onChange, name: Name, picker: Picker, label }: Props) {
  return (
    <>
      {ids.map((id) => (
        <Group key={id} gap="xs">
          <Text component="div">
            <Name id={id} />
          </Text>
          <Button
            variant="subtle"
            size="compact-sm"
            onClick={() => onChange(ids.filter((one) => one !== id))}
          >
            {t("Leave out")}
          </Button>
        </Group>
      ))}
      {Picker !== null && (
        <Picker
          key={ids.length}
          id={null}
          onChange={(id) => {
            if (id !== null && !ids.includes(id)) onChange([...ids, id]);
          }}
          label={label}
        />
      )}
    </>
  );
}
