import { ActionIcon, Tooltip } from "@mantine/core";
import { IconBell } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";

import { rest } from "@/api/client";
import classes from "@/app/shell/news-bell.module.css";
import { addressIn } from "@/lib/addresses";
import { useMay, useMe } from "@/lib/me";
import { t } from "@/lib/words";

const SHOWN_AT_MOST = 99;

/** The way to what's new, with how much of it is unread. */
export function NewsBell() {
  return useMay("news.read") ? <Bell /> : null;
}

function Bell() {
  const { tenant } = useMe();
  // What was planned is published by time alone, and told by no event.
  const { data } = rest.useQuery("get", "/api/v1/news/unread", undefined, {
    refetchOnWindowFocus: "always",
  });
  const unread = data?.count ?? 0;
  const label = unread === 0 ? t("What's new") : t("What's new: {{unread}} unread", { unread });
  const shown = unread > SHOWN_AT_MOST ? `${SHOWN_AT_MOST}+` : String(unread);
  return (
    <Tooltip label={label}>
      <ActionIcon
        variant="subtle"
        color="gray"
        size="lg"
        aria-label={label}
        className={classes.bell}
        renderRoot={(root) => <Link {...root} to={addressIn(tenant, "news")} />}
      >
        <IconBell size={20} aria-hidden />
        {unread > 0 && (
          <span
            aria-hidden
            className={`${classes.count ?? ""} ${data?.prominent ? (classes.loud ?? "") : ""}`}
          >
            {shown}
          </span>
        )}
      </ActionIcon>
    </Tooltip>
  );
}
