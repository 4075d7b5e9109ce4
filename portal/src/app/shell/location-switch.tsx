import { Select } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { IconMapPin } from "@tabler/icons-react";
import { keepPreviousData } from "@tanstack/react-query";
import { useEffect, useState } from "react";

import { rest } from "@/api/client";
import { Problem } from "@/api/problem";
import { itemsOf } from "@/lib/items";
import { useLocationFilter } from "@/lib/location-filter";
import { t } from "@/lib/words";

const FOUND_AT_MOST = 50;

/** Choose the location that lists begin with; there is no choice where there is one location. */
export function LocationSwitch() {
  const { location, choose } = useLocationFilter();
  const [typed, setTyped] = useState("");
  const [search] = useDebouncedValue(typed, 250);
  const found = rest.useQuery(
    "get",
    "/api/v1/locations",
    { params: { query: { limit: FOUND_AT_MOST, ...(search !== "" && { search }) } } },
    { placeholderData: keepPreviousData },
  );
  const chosen = rest.useQuery(
    "get",
    "/api/v1/locations/{location_id}",
    { params: { path: { location_id: location ?? "" } } },
    { enabled: location !== null },
  );
  const gone = chosen.isError && Problem.from(chosen.error).status === 404;
  useEffect(() => {
    if (gone) choose(null);
  }, [gone, choose]);
  const items = itemsOf(found.data);
  if (location === null && search === "" && items.length < 2) return null;
  const options = items.map(({ id, name }) => ({ value: id, label: name }));
  const name = chosen.data?.name;
  if (location !== null && name !== undefined && !options.some((one) => one.value === location)) {
    options.unshift({ value: location, label: name });
  }
  return (
    <Select
      size="xs"
      aria-label={t("Location that lists begin with")}
      placeholder={t("All locations")}
      leftSection={<IconMapPin size={14} aria-hidden />}
      data={options}
      value={location}
      searchable
      clearable
      nothingFoundMessage={t("No location is called so")}
      filter={({ options: all }) => all}
      onSearchChange={(text) => setTyped(text === name ? "" : text)}
      onChange={choose}
    />
  );
}
