import { AppShell, NavLink, ScrollArea, Stack } from "@mantine/core";
import { Link, useLocation } from "@tanstack/react-router";

import { rest } from "@/api/client";
import classes from "@/app/shell/frame.module.css";
import { LocationSwitch } from "@/app/shell/location-switch";
import { waysFor } from "@/app/shell/navigation";
import { TenantSwitch } from "@/app/shell/tenant-switch";
import { addressIn } from "@/lib/addresses";
import { useMe } from "@/lib/me";
import { t } from "@/lib/words";

/** The ways to every module that one may see, under where one is. */
export function Navigation({ close }: { close: () => void }) {
  const { tenant, permissions } = useMe();
  const path = useLocation({ select: ({ pathname }) => pathname });
  return (
    <AppShell.Navbar p="xs">
      <Stack gap="xs" className={classes.switches}>
        <TenantSwitch />
        {permissions.includes("locations.read") && <LocationSwitch />}
      </Stack>
      <AppShell.Section grow component={ScrollArea}>
        <nav aria-label={t("Modules")}>
          {waysFor(permissions).map(({ path: to, label, icon: Icon }) => {
            const address = addressIn(tenant, to);
            const here = path === address || path.startsWith(`${address}/`);
            return (
              <NavLink
                key={to}
                active={here}
                label={label}
                leftSection={<Icon size={18} stroke={1.6} aria-hidden />}
                onClick={close}
                renderRoot={(root) => (
                  <Link {...root} to={address} aria-current={here ? "page" : undefined} />
                )}
              />
            );
          })}
        </nav>
      </AppShell.Section>
      <AppShell.Section pt="xs">
        <Version />
      </AppShell.Section>
    </AppShell.Navbar>
  );
}

function Version() {
  const build = rest.useQuery("get", "/api/version");
  if (build.data === undefined) return null;
  const { version, commit } = build.data;
  return (
    <div className={classes.version}>
      Chargehouse {version}
      {commit !== null && (
        <>
          {" "}
          · <code title={commit}>{commit.slice(0, 8)}</code>
        </>
      )}
    </div>
  );
}
