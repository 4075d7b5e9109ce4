import { AppShell } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import type { ReactNode } from "react";

import classes from "@/app/shell/frame.module.css";
import { HeaderBar } from "@/app/shell/header-bar";
import { Navigation } from "@/app/shell/navigation-bar";
import { OfflineBanner } from "@/app/shell/offline-banner";
import { useTitleFocus } from "@/app/shell/use-title-focus";
import { TourCard } from "@/app/tour/tour";
import { t } from "@/lib/words";

const MAIN = "main";

/** Header and navigation, and between them the page. */
export function Frame({ children }: { children: ReactNode }) {
  const [open, { toggle, close }] = useDisclosure(false);
  const main = useTitleFocus();
  return (
    <>
      <a
        href={`#${MAIN}`}
        className={classes.skip}
        onClick={(event) => {
          event.preventDefault();
          main.current?.focus();
        }}
      >
        {t("Skip to the page")}
      </a>
      <AppShell
        header={{ height: 48 }}
        navbar={{ width: 220, breakpoint: "sm", collapsed: { mobile: !open } }}
      >
        <HeaderBar open={open} toggle={toggle} />
        <Navigation close={close} />
        <AppShell.Main ref={main} id={MAIN} tabIndex={-1} className={classes.main}>
          <OfflineBanner />
          <div className={classes.content}>{children}</div>
        </AppShell.Main>
      </AppShell>
      <TourCard />
    </>
  );
}
