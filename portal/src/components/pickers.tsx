import { Loader, Select } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { useState } from "react";

import { rest } from "@/api/client";
import { itemsOf } from "@/lib/items";
import { t } from "@/lib/words";

const AT_ONCE = 20;
const TYPED_MAX_LENGTH = 100;

interface Option {
  value: string;
  label: string;
}

export interface PickerProps {
  id: string | null;
  onChange: (id: string | null) => void;
  /** Stands above it in a form; without one it is a filter, small and named by what it picks. */
  label?: string;
  description?: string | undefined;
  error?: string | undefined;
}

/** What it picks in a word, and what is said of choosing it. */
interface Words {
  what: string;
  choose: string;
  clear: string;
}

interface Choice {
  /** The one that is chosen, which need not be among those that match. */
  chosen: Option | null;
  typed: string;
  setTyped: (text: string) => void;
  /** What the server is asked for. */
  query: { search?: string; limit: number };
}

interface Found extends PickerProps {
  says: Words;
  choice: Choice;
  /** What was found by what was typed. */
  found: { isPending: boolean; isError: boolean };
  options: readonly Option[];
}

/** A choice among very many: the server looks for what is typed. */
function Picker({ says, choice, found, options, ...props }: Found) {
  const { chosen, typed, setTyped } = choice;
  const known = chosen !== null && !options.some((option) => option.value === chosen.value);
  const filter = props.label === undefined;
  return (
    <Select
      {...(filter && { size: "xs", w: 190 })}
      label={props.label}
      description={props.description}
      error={props.error}
      aria-label={filter ? says.what : undefined}
      placeholder={filter ? says.what : says.choose}
      data={known ? [chosen, ...options] : [...options]}
      value={chosen?.value ?? null}
      onChange={props.onChange}
      searchable
      clearable
      clearButtonProps={{ "aria-label": says.clear }}
      searchValue={typed}
      onSearchChange={setTyped}
      filter={({ options: all }) => all}
      nothingFoundMessage={
        found.isPending
          ? t("Looking …")
          : found.isError
            ? t("This could not be read")
            : t("Nothing is called so")
      }
      rightSection={found.isPending ? <Loader size={12} /> : undefined}
      comboboxProps={{ ...(filter && { width: 280 }), position: "bottom-start" }}
    />
  );
}

/** Follow what is chosen and typed; the name of the one chosen is not looked for. */
function useChoice(
  id: string | null,
  one: { isPending: boolean },
  name: string | undefined,
): Choice {
  const [typed, setTyped] = useState("");
  const [settled] = useDebouncedValue(typed, 250);
  const unnamed = one.isPending ? t("Looking …") : t("one that is not known here");
  const chosen = id === null ? null : { value: id, label: name ?? unnamed };
  const wanted = settled === chosen?.label ? "" : settled.slice(0, TYPED_MAX_LENGTH);
  return {
    chosen,
    typed,
    setTyped,
    query: { ...(wanted !== "" && { search: wanted }), limit: AT_ONCE },
  };
}

function named(items: readonly { id: string; name: string }[]): Option[] {
  return items.map((item) => ({ value: item.id, label: item.name }));
}

/** Choose a station by its name, code or serial number. */
export function StationPicker(props: PickerProps) {
  const one = rest.useQuery(
    "get",
    "/api/v1/stations/{station_id}",
    { params: { path: { station_id: props.id ?? "" } } },
    { enabled: props.id !== null },
  );
  const choice = useChoice(props.id, one, one.data?.name ?? one.data?.code);
  const found = rest.useQuery("get", "/api/v1/stations", {
    params: { query: { ...choice.query, sort: "code" } },
  });
  const options = itemsOf(found.data).map((station) => ({
    value: station.id,
    label: station.name ?? station.code,
  }));
  return (
    <Picker
      {...props}
      says={{ what: t("Station"), choose: t("Choose a station"), clear: t("Clear station") }}
      choice={choice}
      found={found}
      options={options}
    />
  );
}

/** Choose a location by its name. */
export function LocationPicker(props: PickerProps) {
  const one = rest.useQuery(
    "get",
    "/api/v1/locations/{location_id}",
    { params: { path: { location_id: props.id ?? "" } } },
    { enabled: props.id !== null },
  );
  const choice = useChoice(props.id, one, one.data?.name);
  const found = rest.useQuery("get", "/api/v1/locations", {
    params: { query: choice.query },
  });
  return (
    <Picker
      {...props}
      says={{ what: t("Location"), choose: t("Choose a location"), clear: t("Clear location") }}
      choice={choice}
      found={found}
      options={named(itemsOf(found.data))}
    />
  );
}

/** Choose a fleet by its name. */
export function FleetPicker(props: PickerProps) {
  const one = rest.useQuery(
    "get",
    "/api/v1/fleets/{fleet_id}",
    { params: { path: { fleet_id: props.id ?? "" } } },
    { enabled: props.id !== null },
  );
  const choice = useChoice(props.id, one, one.data?.name);
  const found = rest.useQuery("get", "/api/v1/fleets", {
    params: { query: choice.query },
  });
  return (
    <Picker
      {...props}
      says={{ what: t("Fleet"), choose: t("Choose a fleet"), clear: t("Clear fleet") }}
      choice={choice}
      found={found}
      options={named(itemsOf(found.data))}
    />
  );
}

/** Choose an agreement by its name. */
export function AgreementPicker(props: PickerProps) {
  const one = rest.useQuery(
    "get",
    "/api/v1/agreements/{agreement_id}",
    { params: { path: { agreement_id: props.id ?? "" } } },
    { enabled: props.id !== null },
  );
  const choice = useChoice(props.id, one, one.data?.name);
  const found = rest.useQuery("get", "/api/v1/agreements", {
    params: { query: choice.query },
  });
  return (
    <Picker
      {...props}
      says={{
        what: t("Agreement"),
        choose: t("Choose an agreement"),
        clear: t("Clear agreement"),
      }}
      choice={choice}
      found={found}
      options={named(itemsOf(found.data))}
    />
  );
}

/** Choose a vehicle by its name or number plate. */
export function VehiclePicker(props: PickerProps) {
  const one = rest.useQuery(
    "get",
    "/api/v1/vehicles/{vehicle_id}",
    { params: { path: { vehicle_id: props.id ?? "" } } },
    { enabled: props.id !== null },
  );
  const choice = useChoice(props.id, one, one.data?.name);
  const found = rest.useQuery("get", "/api/v1/vehicles", {
    params: { query: choice.query },
  });
  return (
    <Picker
      {...props}
      says={{ what: t("Vehicle"), choose: t("Choose a vehicle"), clear: t("Clear vehicle") }}
      choice={choice}
      found={found}
      options={named(itemsOf(found.data))}
    />
  );
}

/** Choose a shared access policy by its name. */
export function PolicyPicker(props: PickerProps) {
  const one = rest.useQuery(
    "get",
    "/api/v1/access/policies/{policy_id}",
    { params: { path: { policy_id: props.id ?? "" } } },
    { enabled: props.id !== null },
  );
  const choice = useChoice(props.id, one, one.data?.name ?? undefined);
  const found = rest.useQuery("get", "/api/v1/access/policies", {
    params: { query: choice.query },
  });
  const options = itemsOf(found.data).map(({ id, name }) => ({ value: id, label: name ?? id }));
  return (
    <Picker
      {...props}
      says={{
        what: t("Access policy"),
        choose: t("Choose a policy"),
        clear: t("Clear access policy"),
      }}
      choice={choice}
      found={found}
      options={options}
    />
  );
}

/** Choose a roaming partner by its name; there are so few that all are read at once. */
export function PartnerPicker({ id, onChange, label, description, error }: PickerProps) {
  const partners = rest.useQuery("get", "/api/v1/roaming/partners");
  const filter = label === undefined;
  return (
    <Select
      {...(filter && { size: "xs", w: 170, "aria-label": t("Partner") })}
      label={label}
      description={description}
      error={error}
      placeholder={filter ? t("Partner") : t("Choose a partner")}
      data={named(partners.data ?? [])}
      value={id}
      onChange={onChange}
      clearable
      clearButtonProps={{ "aria-label": t("Clear partner") }}
      searchable
      nothingFoundMessage={t("Nothing is called so")}
      comboboxProps={{ width: "max-content", position: "bottom-start" }}
    />
  );
}
