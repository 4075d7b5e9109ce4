import "@mantine/spotlight/styles.css";

import { useMantineColorScheme } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { createSpotlight, Spotlight } from "@mantine/spotlight";
import {
  IconArrowRight,
  IconBolt,
  IconChargingPile,
  IconKeyboard,
  IconLanguage,
  IconLogout,
  IconMoon,
  IconPlus,
  IconSearch,
  IconTruck,
  IconUser,
  type Icon,
} from "@tabler/icons-react";
import { keepPreviousData } from "@tanstack/react-query";
import { useEffect, useState } from "react";

import { rest } from "@/api/client";
import type { Schemas } from "@/api/types";
import { isOpenTo, waysFor } from "@/app/shell/navigation";
import { Problem } from "@/api/problem";
import { useSignOut } from "@/features/people/sign-out";
import { useGo } from "@/lib/going";
import { useMe } from "@/lib/me";
import { wordsOf } from "@/lib/problem-words";
import { type Language, language, languages, speak, t } from "@/lib/words";

const [store, palette] = createSpotlight();

const LEAST_LETTERS = 2;
const MOST_LETTERS = 100;

interface Props {
  /** Counts how often it was asked for. */
  asked: number;
  showKeys: () => void;
}

interface Command {
  label: string;
  icon: Icon;
  run: () => void;
}

/** One field for everything: find a station, a session, a vehicle; go somewhere; do something. */
export default function Palette({ asked, showKeys }: Props) {
  const [query, setQuery] = useState("");
  const [settled] = useDebouncedValue(query.trim(), 150);
  const commands = useCommands(showKeys).filter(({ label }) => matches(label, query));
  useEffect(() => palette.open(), [asked]);
  return (
    <Spotlight.Root
      store={store}
      query={query}
      onQueryChange={setQuery}
      shortcut={null}
      clearQueryOnClose
      maxHeight={460}
      scrollable
      attributes={{ content: { "aria-label": t("Search or do something") } }}
    >
      <Spotlight.Search
        placeholder={t("Station, session, vehicle, or what to do")}
        aria-label={t("Search or do something")}
        maxLength={MOST_LETTERS}
        leftSection={<IconSearch size={18} aria-hidden />}
      />
      <Spotlight.ActionsList>
        <Found query={settled} />
        {commands.length > 0 && (
          <Spotlight.ActionsGroup label={t("Go and do")}>
            {commands.map((command) => (
              <Spotlight.Action
                key={command.label}
                label={command.label}
                leftSection={<command.icon size={18} aria-hidden />}
                onClick={command.run}
              />
            ))}
          </Spotlight.ActionsGroup>
        )}
      </Spotlight.ActionsList>
    </Spotlight.Root>
  );
}

function matches(label: string, query: string): boolean {
  const wanted = query.toLowerCase().split(/\s+/);
  return wanted.every((word) => label.toLowerCase().includes(word));
}

const kinds: readonly [kind: keyof Schemas["Hits"], label: string, icon: Icon][] = [
  ["stations", t("Stations"), IconChargingPile],
  ["sessions", t("Sessions"), IconBolt],
  ["vehicles", t("Vehicles"), IconTruck],
];

function Found({ query }: { query: string }) {
  const go = useGo();
  const hits = rest.useQuery(
    "get",
    "/api/v1/search",
    { params: { query: { q: query } } },
    { enabled: query.length >= LEAST_LETTERS, placeholderData: keepPreviousData, gcTime: 0 },
  );
  if (query.length < LEAST_LETTERS) return null;
  if (hits.isError) {
    return <Spotlight.Empty>{wordsOf(Problem.from(hits.error))}</Spotlight.Empty>;
  }
  if (hits.data === undefined) return <Spotlight.Empty>{t("Searching …")}</Spotlight.Empty>;
  const found = hits.data;
  if (kinds.every(([kind]) => found[kind].length === 0)) {
    return <Spotlight.Empty>{t("No station, session or vehicle is called so.")}</Spotlight.Empty>;
  }
  return kinds
    .filter(([kind]) => found[kind].length > 0)
    .map(([kind, label, KindIcon]) => (
      <Spotlight.ActionsGroup key={kind} label={label}>
        {found[kind].map((hit) => (
          <Spotlight.Action
            key={hit.id}
            label={hit.title}
            description={hit.detail}
            leftSection={<KindIcon size={18} aria-hidden />}
            onClick={() => void go(`${kind}/${hit.id}`)}
          />
        ))}
      </Spotlight.ActionsGroup>
    ));
}

function useCommands(showKeys: () => void): Command[] {
  const { permissions } = useMe();
  const { setColorScheme } = useMantineColorScheme();
  const go = useGo();
  const signOut = useSignOut();
  const adds = [
    { to: "stations/new", label: t("Add a station") },
    { to: "locations/new", label: t("Add a location") },
    { to: "vehicles/new", label: t("Add a vehicle") },
    { to: "identifiers/new", label: t("Add an identifier") },
  ].filter(({ to }) => isOpenTo(permissions, to));
  return [
    ...waysFor(permissions).map(({ path, label }) => ({
      label: t("Go to {{page}}", { page: label }),
      icon: IconArrowRight,
      run: () => void go(path),
    })),
    ...adds.map(({ to, label }) => ({ label, icon: IconPlus, run: () => void go(to) })),
    { label: t("Your account"), icon: IconUser, run: () => void go("account") },
    { label: t("Colours: dark"), icon: IconMoon, run: () => setColorScheme("dark") },
    { label: t("Colours: light"), icon: IconMoon, run: () => setColorScheme("light") },
    { label: t("Colours: as the system"), icon: IconMoon, run: () => setColorScheme("auto") },
    ...Object.entries(languages)
      .filter(([name]) => name !== language)
      .map(([name, label]) => ({
        label: t("Language: {{language}}", { language: label }),
        icon: IconLanguage,
        run: () => speak(name as Language),
      })),
    { label: t("Keyboard"), icon: IconKeyboard, run: showKeys },
    { label: t("Sign out"), icon: IconLogout, run: () => void signOut("here") },
  ];
}
