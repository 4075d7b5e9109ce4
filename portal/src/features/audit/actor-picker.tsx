import { Select } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { useState } from "react";

import { rest } from "@/api/client";
import type { PickerProps } from "@/components/pickers";
import { itemsOf } from "@/lib/items";
import { t } from "@/lib/words";

const AT_ONCE = 20;
const TYPED_MAX_LENGTH = 100;

/** Choose who acted, by name or e-mail address: the account that somebody signs in with. */
export function ActorPicker({ id, onChange }: PickerProps) {
  const chosen = useChosen(id);
  const [typed, setTyped] = useState("");
  const [settled] = useDebouncedValue(typed, 250);
  const wanted = settled === chosen?.label ? "" : settled.slice(0, TYPED_MAX_LENGTH);
  const users = rest.useQuery("get", "/api/v1/users", {
    params: { query: { ...(wanted !== "" && { search: wanted }), limit: AT_ONCE } },
  });
  const found = itemsOf(users.data).flatMap(({ account_id, name }) =>
    account_id === null ? [] : [{ value: account_id, label: name }],
  );
  const isAmong = found.some(({ value }) => value === id);
  return (
    <Select
      size="xs"
      w={190}
      aria-label={t("Who")}
      placeholder={t("Who")}
      data={chosen === null || isAmong ? found : [chosen, ...found]}
      value={id}
      onChange={onChange}
      searchable
      clearable
      clearButtonProps={{ "aria-label": t("Clear who") }}
      searchValue={typed}
      onSearchChange={setTyped}
      filter={({ options }) => options}
      nothingFoundMessage={
        users.isError ? t("This could not be read") : t("Nobody who signs in is called so")
      }
      comboboxProps={{ width: 280, position: "bottom-start" }}
    />
  );
}

/** The one who is chosen, by the name that the log itself has of them. */
function useChosen(id: string | null) {
  const entries = rest.useQuery(
    "get",
    "/api/v1/audit/entries",
    { params: { query: { actor_id: id ?? "", limit: 1 } } },
    { enabled: id !== null },
  );
  if (id === null) return null;
  const name = itemsOf(entries.data)[0]?.actor.name;
  return { value: id, label: name ?? t("somebody whose name is not known here") };
}
