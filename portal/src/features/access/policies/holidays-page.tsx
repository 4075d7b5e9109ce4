import { Button, Checkbox, Group, SegmentedControl, Select, Text } from "@mantine/core";
import { keepPreviousData } from "@tanstack/react-query";
import { useParams } from "@tanstack/react-router";
import { useState } from "react";

import { rest } from "@/api/client";
import type { Schemas } from "@/api/types";
import { Section } from "@/components/detail";
import { Page } from "@/components/page";
import { ReadPage } from "@/components/read-page";
import { Answered } from "@/components/states";
import { HolidayDays } from "@/features/access/policies/holiday-days";
import { useGo } from "@/lib/going";
import { type Mode, modeChoices, other } from "@/lib/modes";
import { serverNow } from "@/lib/ticking";
import { locale, t } from "@/lib/words";

type Policy = Schemas["AccessPolicy"];

const YEARS_AHEAD = 4;
const countryNames = new Intl.DisplayNames([locale], { type: "region" });

/** Takes public holidays into a policy: of which country and years, and which of the days. */
export function HolidaysPage() {
  const { policy: id = "" } = useParams({ strict: false });
  const policy = rest.useQuery("get", "/api/v1/access/policies/{policy_id}", {
    params: { path: { policy_id: id } },
  });
  return (
    <ReadPage query={policy} title={t("Public holidays")}>
      {(policy) => <Choosing policy={policy} />}
    </ReadPage>
  );
}

function Choosing({ policy }: { policy: Policy }) {
  const go = useGo();
  const thisYear = new Date(serverNow()).getFullYear();
  const [country, setCountry] = useState<string | null>(null);
  const [region, setRegion] = useState<string | null>(null);
  const [years, setYears] = useState<readonly number[]>([thisYear, thisYear + 1]);
  const [mode, setMode] = useState<Mode>(other(policy.default_mode));
  const known = rest.useQuery("get", "/api/v1/access/holidays");
  const leave = () => void go(`policies/${policy.id}`);
  return (
    <Page title={t("Public holidays for {{policy}}", { policy: policy.name ?? t("this policy") })}>
      <Section title={t("Which holidays")}>
        <Answered query={known}>
          {(countries) => (
            <Group gap="sm" align="end">
              <Select
                label={t("Country")}
                searchable
                data={countriesOf(countries)}
                value={country}
                onChange={(chosen) => {
                  setCountry(chosen);
                  setRegion(null);
                }}
              />
              <Select
                label={t("Region")}
                description={t("Empty: what is free in the whole country")}
                searchable
                clearable
                disabled={regionsOf(countries, country).length === 0}
                data={[...regionsOf(countries, country)]}
                value={region}
                onChange={setRegion}
              />
            </Group>
          )}
        </Answered>
        <Checkbox.Group
          label={t("Years")}
          value={years.map(String)}
          onChange={(chosen) => setYears(chosen.map(Number).sort())}
        >
          <Group gap="md" mt={4}>
            {Array.from({ length: YEARS_AHEAD }, (_, ahead) => String(thisYear + ahead)).map(
              (year) => (
                <Checkbox key={year} value={year} label={year} />
              ),
            )}
          </Group>
        </Checkbox.Group>
        <Text size="sm">{t("What holds on them, from midnight to midnight:")}</Text>
        <SegmentedControl
          aria-label={t("Mode on holidays")}
          value={mode}
          onChange={setMode}
          data={[...modeChoices]}
          style={{ alignSelf: "start" }}
        />
      </Section>
      {country !== null && years.length > 0 ? (
        <Days policy={policy} asked={{ country, region, years: [...years], mode }} leave={leave} />
      ) : (
        <Group justify="end">
          <Button variant="default" onClick={leave}>
            {t("Cancel")}
          </Button>
        </Group>
      )}
    </Page>
  );
}

interface DaysProps {
  policy: Policy;
  asked: Omit<Schemas["AskedHolidays"], "dry_run">;
  leave: () => void;
}

/** Asks which days are meant; nothing is kept by that. */
function Days({ policy, asked, leave }: DaysProps) {
  const found = rest.useQuery(
    "post",
    "/api/v1/access/policies/{policy_id}/holidays",
    { params: { path: { policy_id: policy.id } }, body: { ...asked, dry_run: true } },
    { placeholderData: keepPreviousData },
  );
  return (
    <Answered query={found}>
      {(told) => (
        <HolidayDays key={JSON.stringify(told.added)} policy={policy} found={told} leave={leave} />
      )}
    </Answered>
  );
}

function countriesOf(countries: readonly Schemas["HolidayCountry"][]) {
  return countries
    .map(({ country }) => ({ value: country, label: countryNames.of(country) ?? country }))
    .sort((one, next) => one.label.localeCompare(next.label, locale));
}

function regionsOf(
  countries: readonly Schemas["HolidayCountry"][],
  country: string | null,
): readonly string[] {
  return countries.find((one) => one.country === country)?.regions ?? [];
}
