import { useRouter } from "@tanstack/react-router";
import { type RefObject, useEffect, useRef } from "react";

/** Move the focus to the title of each page that is gone to, so that it is read out. */
export function useTitleFocus(): RefObject<HTMLElement | null> {
  const main = useRef<HTMLElement>(null);
  const router = useRouter();
  useEffect(() => {
    let title = main.current?.querySelector("h1") ?? null;
    const focusTitle = () => {
      const next = main.current?.querySelector("h1") ?? null;
      if (next === null || next === title) return;
      title = next;
      watching.disconnect();
      next.tabIndex = -1;
      next.focus({ preventScroll: true });
    };
    // A page that reads before it knows its title shows it later.
    const watching = new MutationObserver(() => {
      if (isIdle(main.current)) focusTitle();
      else watching.disconnect();
    });
    const stop = router.subscribe("onRendered", ({ pathChanged }) => {
      if (!pathChanged || main.current === null || title?.isConnected === true) return;
      main.current.focus({ preventScroll: true });
      watching.observe(main.current, { childList: true, subtree: true });
      focusTitle();
    });
    return () => {
      stop();
      watching.disconnect();
    };
  }, [router]);
  return main;
}

/** Whether nobody has moved the focus elsewhere meanwhile. */
function isIdle(main: HTMLElement | null): boolean {
  return document.activeElement === main || document.activeElement === document.body;
}
