import { Select } from "@mantine/core";

import type { PickerProps } from "@/components/pickers";
import { happened, searchable } from "@/features/audit/event-words";
import { t } from "@/lib/words";

const known = new Set(searchable.flatMap(({ items }) => items.map(({ value }) => value)));

/** Choose what happened: one event, or everything about one kind of thing. */
export function EventPicker({ id, onChange }: PickerProps) {
  const other = id === null || known.has(id) ? [] : [{ value: id, label: happened(id) }];
  return (
    <Select
      size="xs"
      w={230}
      aria-label={t("What was done")}
      placeholder={t("What was done")}
      data={[...other, ...searchable]}
      value={id}
      onChange={onChange}
      searchable
      clearable
      clearButtonProps={{ "aria-label": t("Clear what was done") }}
      nothingFoundMessage={t("Nothing is called so")}
      comboboxProps={{ width: 300, position: "bottom-start" }}
    />
  );
}
