import { Button, Group, Select, TextInput } from "@mantine/core";
import { useDebouncedCallback, useDisclosure, useMediaQuery } from "@mantine/hooks";
import { IconFilter, IconSearch, IconX } from "@tabler/icons-react";
import { useState } from "react";

import type { Ask, Asked, Filter } from "@/components/list/address";
import { useMe } from "@/lib/me";
import { tooLong } from "@/lib/room";
import { t } from "@/lib/words";

const SEARCH_MAX_LENGTH = 100;

interface Props {
  filters: readonly Filter[];
  asked: Asked;
  ask: Ask;
}

/** The filters of a list; what is chosen stands in the address bar. */
export function Filters({ filters, asked, ask }: Props) {
  const active = Object.keys(asked.filters);
  const clear = () => ask(Object.fromEntries(active.map((name) => [name, undefined])));
  const { permissions } = useMe();
  const narrow = useMediaQuery("(max-width: 48em)");
  const [unfolded, { toggle }] = useDisclosure(false);
  const folded = narrow && !unfolded;
  return (
    <Group gap="xs" role="search" aria-label={t("Filters")}>
      {narrow && (
        <Button
          variant="default"
          leftSection={<IconFilter size={14} aria-hidden />}
          aria-expanded={unfolded}
          onClick={toggle}
        >
          {active.length === 0
            ? t("Filters")
            : t("Filters ({{number}})", { number: active.length })}
        </Button>
      )}
      {filters
        .filter((filter) => filter.kind !== "hidden")
        .filter((filter) => filter.kind !== "id" || filter.picker !== undefined)
        .filter((filter) => filter.needs === undefined || permissions.includes(filter.needs))
        .filter((filter, nth) => !folded || (nth === 0 && filter.kind === "text"))
        .map((filter) => (
          <FilterInput
            key={filter.name}
            filter={filter}
            value={asked.filters[filter.name] ?? null}
            onChange={(value) => ask({ [filter.name]: value ?? undefined })}
          />
        ))}
      {active.length > 0 && (
        <Button variant="subtle" leftSection={<IconX size={14} aria-hidden />} onClick={clear}>
          {t("Clear filters")}
        </Button>
      )}
    </Group>
  );
}

interface InputProps {
  filter: Filter;
  value: string | null;
  onChange: (value: string | null) => void;
}

function FilterInput({ filter, value, onChange }: InputProps) {
  if (filter.picker !== undefined) return <filter.picker id={value} onChange={onChange} />;
  if (filter.kind === "text") {
    return <Search filter={filter} value={value} onChange={onChange} />;
  }
  if (filter.kind === "instant") {
    return <Instant filter={filter} value={value} onChange={onChange} />;
  }
  const options = [...(filter.options ?? [])];
  return (
    <Select
      size="xs"
      w={170}
      aria-label={filter.label}
      placeholder={filter.label}
      data={options}
      value={value}
      onChange={onChange}
      clearable
      searchable={options.length > 8}
      comboboxProps={{ width: "max-content" }}
      {...(value !== null && { leftSection: null })}
    />
  );
}

function Search({ filter, value, onChange }: InputProps) {
  const [typed, setTyped] = useState(value ?? "");
  const [known, setKnown] = useState(value);
  if (value !== known) {
    // Somebody else changed it: a saved view, "Clear filters", the way back.
    setKnown(value);
    setTyped(value ?? "");
  }
  const settle = useDebouncedCallback((text: string) => {
    const settled = text === "" ? null : text;
    setKnown(settled);
    onChange(settled);
  }, 300);
  return (
    <TextInput
      size="xs"
      w={220}
      type="search"
      error={tooLong(typed, SEARCH_MAX_LENGTH)}
      aria-label={filter.label}
      placeholder={filter.placeholder ?? filter.label}
      leftSection={<IconSearch size={14} aria-hidden />}
      value={typed}
      onChange={(event) => {
        const text = event.currentTarget.value;
        setTyped(text);
        settle(tooLong(text, SEARCH_MAX_LENGTH) === null ? text : (value ?? ""));
      }}
    />
  );
}

function Instant({ filter, value, onChange }: InputProps) {
  const local = value === null ? "" : localText(new Date(value));
  return (
    <TextInput
      size="xs"
      type="datetime-local"
      aria-label={filter.label}
      title={filter.label}
      leftSection={<span className="hint">{filter.label}</span>}
      leftSectionWidth={48}
      value={local}
      onChange={(event) => {
        const text = event.currentTarget.value;
        onChange(text === "" ? null : new Date(text).toISOString());
      }}
    />
  );
}

/** Return an instant as the reader's own wall time, as the browser's input wants it. */
function localText(at: Date): string {
  const shifted = new Date(at.getTime() - at.getTimezoneOffset() * 60_000);
  return shifted.toISOString().slice(0, 16);
}
