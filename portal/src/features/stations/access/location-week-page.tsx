import { Button, Group, SegmentedControl, Text } from "@mantine/core";
import { useMediaQuery } from "@mantine/hooks";
import { IconChevronLeft, IconChevronRight } from "@tabler/icons-react";
import { keepPreviousData } from "@tanstack/react-query";
import { useParams } from "@tanstack/react-router";
import { useState } from "react";

import { rest } from "@/api/client";
import type { Schemas } from "@/api/types";
import { ModeLegend } from "@/components/mode-strip/mode-strip";
import { Page } from "@/components/page";
import { Answered, Empty } from "@/components/states";
import { TenantLink } from "@/components/tenant-link";
import { DAY, DAYS } from "@/components/week-editor/spans";
import { dayNames } from "@/components/week-editor/week-words";
import { UnknownZone } from "@/features/stations/access/unknown-zone";
import { WeekRows } from "@/features/stations/access/week-rows";
import { dayAfter, minuteIn } from "@/features/stations/access/week-pieces";
import { useNow } from "@/lib/ticking";
import { locale, t } from "@/lib/words";

const ALL = "all";
const dateFormat = new Intl.DateTimeFormat(locale, { dateStyle: "medium", timeZone: "UTC" });

/** All chargers of a location by hours of a week: who may charge there, and what comes next. */
export function LocationWeekPage() {
  const { location: id = "" } = useParams({ strict: false });
  const [day, setDay] = useState<string | null>(null);
  const week = rest.useQuery(
    "get",
    "/api/v1/locations/{location_id}/access/week",
    { params: { path: { location_id: id }, query: day === null ? {} : { day } } },
    { placeholderData: keepPreviousData },
  );
  const name = week.data?.location_name;
  return (
    <Page
      title={
        name === undefined
          ? t("Who may charge, by hour")
          : t("Who may charge at {{name}}, by hour", { name })
      }
      fill
    >
      <Answered query={week}>
        {(told) => (
          <Week
            week={told}
            go={(days) => setDay(days === 0 ? null : dayAfter(told.monday, days))}
          />
        )}
      </Answered>
    </Page>
  );
}

function Week({ week, go }: { week: Schemas["LocationWeek"]; go: (days: number) => void }) {
  const now = Math.floor(minuteIn(week.monday, week.timezone, useNow()));
  const today = Math.floor(now / DAY);
  const isNow = DAYS.includes(today);
  const narrow = useMediaQuery("(max-width: 48em)");
  const [chosen, setChosen] = useState<string | null>(null);
  const shown = chosen ?? (narrow ? String(isNow ? today : 0) : ALL);
  if (week.stations.length === 0) {
    return (
      <Empty title={t("No station here yet")}>
        {t(
          "Stations of this location stand here, each with the hours in which anybody may charge.",
        )}
      </Empty>
    );
  }
  return (
    <>
      <UnknownZone zone={week.unknown_timezone} location={week.location_id} />
      <Group gap="xs">
        <Weeks week={week} go={go} isNow={isNow} />
        <SegmentedControl
          size="xs"
          aria-label={t("What of the week is shown")}
          value={shown}
          onChange={setChosen}
          data={[
            { value: ALL, label: t("Week") },
            ...DAYS.map((nth) => ({ value: String(nth), label: dayNames.short[nth] ?? "" })),
          ]}
        />
      </Group>
      <WeekRows
        stations={week.stations}
        timezone={week.timezone}
        day={shown === ALL ? null : Number(shown)}
        now={isNow ? now : null}
      />
      <Group gap="md" fz="sm">
        <ModeLegend />
        <Text size="sm" c="dimmed">
          {t("By the clocks in {{zone}}.", { zone: week.timezone.replaceAll("_", " ") })}{" "}
          {t("{{count}} stations", { count: week.stations.length })}
          {week.left_out > 0 && ` ${t("({{count}} more are left out)", { count: week.left_out })}`}
        </Text>
        <TenantLink to={`locations/${week.location_id}`}>{t("To the location")}</TenantLink>
      </Group>
    </>
  );
}

interface WeeksProps {
  week: Schemas["LocationWeek"];
  go: (days: number) => void;
  isNow: boolean;
}

/** Which week is shown, and the way to others. */
function Weeks({ week, go, isNow }: WeeksProps) {
  const first = Date.parse(`${week.monday}T00:00Z`);
  const last = Date.parse(`${dayAfter(week.monday, 6)}T00:00Z`);
  return (
    <Group gap={4}>
      <Button variant="default" size="xs" aria-label={t("The week before")} onClick={() => go(-7)}>
        <IconChevronLeft size={14} aria-hidden />
      </Button>
      <Button variant="default" size="xs" disabled={isNow} onClick={() => go(0)}>
        {t("This week")}
      </Button>
      <Button variant="default" size="xs" aria-label={t("The week after")} onClick={() => go(7)}>
        <IconChevronRight size={14} aria-hidden />
      </Button>
      <Text size="sm">{dateFormat.formatRange(first, last)}</Text>
    </Group>
  );
}
