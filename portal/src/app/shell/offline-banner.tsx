import { useNetwork } from "@mantine/hooks";
import { useEffect, useState } from "react";

import classes from "@/app/shell/frame.module.css";
import { type LiveStatus, useLiveStatus } from "@/lib/live";
import { clock } from "@/lib/time";
import { t } from "@/lib/words";

const PATIENCE_MS = 3_000;

/** Say that what is shown is old, and since when, where events have not come for a while. */
export function OfflineBanner() {
  const live = useLiveStatus();
  const { online } = useNetwork();
  const long = useLongSince(live);
  if (online && !long) return null;
  return (
    <div role="status" className={classes.banner}>
      <b>{silence(online, live)}</b>{" "}
      {t("What is shown is old. It is renewed by itself as soon as the connection is back.")}
    </div>
  );
}

/** Return what does not answer, and since when. */
function silence(online: boolean, { state, since }: LiveStatus): string {
  const time = clock(since);
  if (state !== "lost") {
    return online ? t("Chargehouse has not answered.") : t("This computer has no network.");
  }
  return online
    ? t("Chargehouse has not answered since {{time}}.", { time })
    : t("This computer has no network since {{time}}.", { time });
}

/** Whether this has been lost for longer than it takes to come back by itself. */
function useLongSince({ state, since }: LiveStatus): boolean {
  const [long, setLong] = useState<number | null>(null);
  useEffect(() => {
    if (state !== "lost") return;
    const timer = window.setTimeout(() => setLong(since), since + PATIENCE_MS - Date.now());
    return () => window.clearTimeout(timer);
  }, [state, since]);
  return state === "lost" && long === since;
}
