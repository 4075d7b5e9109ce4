import { ActionIcon, AppShell, Burger, Group, Kbd, Tooltip } from "@mantine/core";
import { useDisclosure, useHotkeys } from "@mantine/hooks";
import { IconHelp, IconSearch } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import { lazy, Suspense, useState } from "react";

import { AccountMenu } from "@/app/shell/account-menu";
import classes from "@/app/shell/frame.module.css";
import { NewsBell } from "@/app/shell/news-bell";
import { addressIn } from "@/lib/addresses";
import { useMe } from "@/lib/me";
import { t } from "@/lib/words";

const Palette = lazy(() => import("@/app/shell/palette"));
const HelpDrawer = lazy(() => import("@/app/shell/help-drawer"));
const KeyboardHelp = lazy(() => import("@/app/shell/keyboard-help"));

interface Props {
  open: boolean;
  toggle: () => void;
}

/** What every page has above it: the way home, search, help, and one's own menu. */
export function HeaderBar({ open, toggle }: Props) {
  const { tenant } = useMe();
  const [searched, setSearched] = useState(0);
  const [help, { toggle: toggleHelp, close: closeHelp }] = useDisclosure(false);
  const [keys, { open: openKeys, close: closeKeys }] = useDisclosure(false);
  const search = () => setSearched((times) => times + 1);
  useHotkeys([
    ["/", search],
    ["shift+?", openKeys],
    ["?", openKeys],
  ]);
  useHotkeys([["mod+K", search]], []);
  return (
    <AppShell.Header>
      <Group h="100%" px="sm" gap="sm" justify="space-between" wrap="nowrap">
        <Group gap="sm" wrap="nowrap">
          <Burger
            hiddenFrom="sm"
            size="sm"
            opened={open}
            onClick={toggle}
            aria-label={open ? t("Close the navigation") : t("Open the navigation")}
          />
          <Link to={addressIn(tenant, "overview")} className={classes.brand}>
            <img src="/favicon.svg" alt="" width={24} height={24} />
            Chargehouse
          </Link>
        </Group>
        <SearchButton search={search} />
        <Group gap="xs" wrap="nowrap">
          <NewsBell />
          <Tooltip label={t("What this page is for")}>
            <ActionIcon
              variant="subtle"
              color="gray"
              size="lg"
              aria-label={t("Help")}
              onClick={toggleHelp}
            >
              <IconHelp size={20} aria-hidden />
            </ActionIcon>
          </Tooltip>
          <AccountMenu showKeys={openKeys} />
        </Group>
      </Group>
      <Suspense>
        {searched > 0 && <Palette asked={searched} showKeys={openKeys} />}
        {help && <HelpDrawer close={closeHelp} />}
        {keys && <KeyboardHelp close={closeKeys} />}
      </Suspense>
    </AppShell.Header>
  );
}

function SearchButton({ search }: { search: () => void }) {
  return (
    <>
      <button type="button" className={classes.search} onClick={search}>
        <Group component="span" gap="xs" wrap="nowrap" className="clip">
          <IconSearch size={14} aria-hidden />
          {t("Search or do something")}
        </Group>
        <Kbd size="xs">{isApple() ? "⌘ K" : t("Ctrl K")}</Kbd>
      </button>
      <ActionIcon
        variant="subtle"
        color="gray"
        size="lg"
        hiddenFrom="sm"
        ml="auto"
        aria-label={t("Search or do something")}
        onClick={search}
      >
        <IconSearch size={20} aria-hidden />
      </ActionIcon>
    </>
  );
}

function isApple(): boolean {
  return /Mac|iPhone|iPad/.test(navigator.userAgent);
}
