import { useNavigate, useSearch } from "@tanstack/react-router";
import { type ComponentType, useCallback, useMemo } from "react";

import type { PickerProps } from "@/components/pickers";
import { t } from "@/lib/words";

/** One thing a list can be filtered by; `name` is the API's and the address bar's. */
export interface Filter<Name extends string = string> {
  name: Name;
  label: string;
  /** `hidden`, and `id` without a picker, are chosen elsewhere than among the list's filters. */
  kind: "text" | "choice" | "flag" | "instant" | "id" | "hidden";
  /** Of a choice: value and label. Of a flag: the labels of true and false. */
  options?: readonly { value: string; label: string }[];
  /** What a text is looked for in. */
  placeholder?: string;
  /** Of an id: what it is chosen by among the other filters, and the permission that needs. */
  picker?: ComponentType<PickerProps>;
  needs?: string;
}

export interface Asked {
  filters: Readonly<Record<string, string>>;
  sort: string | null;
  columns: readonly string[] | null;
  /** What the address bar says and no list understands, in sentences. */
  wrong: readonly string[];
}

export type Address = Readonly<Record<string, string | undefined>>;

/** Change what the address bar asks for; undefined takes away. */
export type Ask = (changes: Address) => void;

const TEXT_MAX_LENGTH = 200;
const ID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

function isMeant(filter: Filter, value: string): boolean {
  if (value === "" || value.length > TEXT_MAX_LENGTH) return false;
  if (filter.kind === "flag") return value === "true" || value === "false";
  if (filter.kind === "id") return ID.test(value);
  if (filter.kind === "instant") return !Number.isNaN(Date.parse(value));
  if (filter.options !== undefined) {
    return filter.options.some((option) => option.value === value);
  }
  return true;
}

/** Return what an address asks of a list; what it cannot mean is told, not passed on. */
export function understood(
  address: Address,
  filters: readonly Filter[],
  sortable: readonly string[],
): Asked {
  const found: Record<string, string> = {};
  const wrong: string[] = [];
  for (const [name, value] of Object.entries(address)) {
    if (value === undefined || name === "sort" || name === "columns") continue;
    const filter = filters.find((one) => one.name === name);
    if (filter === undefined)
      wrong.push(t("There is no filter “{{name}}”.", { name: name.slice(0, 40) }));
    else if (isMeant(filter, value)) found[name] = value;
    else
      wrong.push(
        t("“{{filter}}” cannot be “{{value}}”.", {
          filter: filter.label,
          value: value.slice(0, 40),
        }),
      );
  }
  const sort = address.sort ?? null;
  const known = sort === null || sortable.includes(sort.replace(/^-/, ""));
  if (!known) wrong.push(t("It cannot be sorted that way."));
  return {
    filters: found,
    sort: known ? sort : null,
    columns: address.columns?.split(".") ?? null,
    wrong,
  };
}

/** Read what the address bar asks of a list, and how to change it. */
export function useAddress(filters: readonly Filter[], sortable: readonly string[]): [Asked, Ask] {
  const address: Address = useSearch({ strict: false });
  const navigate = useNavigate();
  const text = JSON.stringify(address);
  const asked = useMemo(
    () => understood(JSON.parse(text) as Address, filters, sortable),
    [text, filters, sortable],
  );
  const ask = useCallback<Ask>(
    (changes) => {
      void navigate({
        to: ".",
        search: (before: Address) => ({ ...before, ...changes }),
        replace: true,
      });
    },
    [navigate],
  );
  return [asked, ask];
}
