import { Anchor, Text } from "@mantine/core";
import { IconArrowLeft, IconArrowRight } from "@tabler/icons-react";

import type { Column } from "@/components/list/columns";
import { Status } from "@/components/status";
import { type Frame, kindWord, meaningOf } from "@/features/stations/frame-words";
import { exact } from "@/lib/time";
import { locale, t } from "@/lib/words";

const clock = new Intl.DateTimeFormat(locale, {
  month: "short",
  day: "numeric",
  hour: "2-digit",
  minute: "2-digit",
  second: "2-digit",
  fractionalSecondDigits: 3,
});

/** What the list of a station's frames shows of each; `show` unfolds one. */
export function columnsOf(show: (frame: Frame) => void): readonly Column<Frame>[] {
  return [
    {
      id: "at",
      header: t("When"),
      width: 170,
      priority: 1,
      cell: (frame) => (
        <time dateTime={frame.at} title={exact(frame.at)} className="figure">
          {clock.format(new Date(frame.at))}
        </time>
      ),
    },
    {
      id: "direction",
      header: t("From"),
      width: 110,
      priority: 2,
      cell: ({ direction }) =>
        direction === "in" ? (
          <>
            <IconArrowRight size={13} aria-hidden /> {t("charger")}
          </>
        ) : (
          <>
            <IconArrowLeft size={13} aria-hidden /> {t("us")}
          </>
        ),
    },
    {
      id: "action",
      header: t("Action"),
      width: 190,
      priority: 1,
      cell: (frame) => (
        <Anchor component="button" type="button" inherit onClick={() => show(frame)}>
          {frame.action ?? t("unreadable")}
        </Anchor>
      ),
    },
    {
      id: "kind",
      header: t("Kind"),
      width: 100,
      priority: 3,
      cell: ({ kind }) => (
        <Status tone={kind === "error" || kind === "malformed" ? "bad" : "quiet"}>
          {kindWord(kind)}
        </Status>
      ),
    },
    {
      id: "meaning",
      header: t("What it means"),
      width: 420,
      priority: 2,
      cell: (frame) => (
        <Text inherit span title={meaningOf(frame)}>
          <bdi>{meaningOf(frame)}</bdi>
        </Text>
      ),
    },
    {
      id: "deviations",
      header: t("Deviations"),
      width: 130,
      priority: 4,
      cell: ({ deviations }) =>
        deviations.length === 0 ? "–" : <Status tone="warn">{deviations.length}</Status>,
    },
    {
      id: "message_id",
      header: t("Message id"),
      optional: true,
      cell: (frame) => frame.message_id ?? "–",
    },
  ];
}
