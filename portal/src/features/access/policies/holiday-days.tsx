import { Button, Checkbox, Group, Table, Text } from "@mantine/core";
import { useState } from "react";

import { api } from "@/api/client";
import type { Schemas } from "@/api/types";
import { Section } from "@/components/detail";
import { ProblemAlert } from "@/components/states";
import { Status } from "@/components/status";
import { tellDone } from "@/components/toasts";
import { useRenewAccess } from "@/lib/renew-access";
import { locale, t } from "@/lib/words";

type Day = Schemas["ExceptionDraft"];

const format = new Intl.DateTimeFormat(locale, { dateStyle: "full", timeZone: "UTC" });

interface Props {
  policy: Schemas["AccessPolicy"];
  /** What would be added, and what overlaps something. */
  found: Schemas["HolidayImport"];
  leave: () => void;
}

/** The days that are meant: those that can be taken are chosen, the others say what they overlap. */
export function HolidayDays({ policy, found, leave }: Props) {
  const renew = useRenewAccess();
  const [left, setLeft] = useState<ReadonlySet<string>>(new Set());
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<unknown>(null);
  const taken = found.added.filter(({ begins }) => !left.has(begins));
  const take = async () => {
    setBusy(true);
    setFailure(null);
    try {
      await api.PATCH("/api/v1/access/policies/{policy_id}", {
        params: { path: { policy_id: policy.id } },
        body: {
          exceptions: [...policy.exceptions.map(draftOf), ...taken],
          version: found.version,
        },
      });
      await renew();
      tellDone(t("{{count}} holidays were taken", { count: taken.length }));
      leave();
    } catch (error) {
      setFailure(error);
      await renew();
    } finally {
      setBusy(false);
    }
  };
  const toggle = (day: string) => {
    const next = new Set(left);
    if (!next.delete(day)) next.add(day);
    setLeft(next);
  };
  return (
    <Section title={t("The days")}>
      {found.added.length === 0 && (
        <Text>{t("None of them can be added: each overlaps an exception that there is.")}</Text>
      )}
      <Table aria-label={t("Holidays")} fz="sm" verticalSpacing={4} maw={760}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{t("Day")}</Table.Th>
            <Table.Th>{t("Holiday")}</Table.Th>
            <Table.Th>{t("What comes of it")}</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {rowsOf(found).map(({ day, overlaps }) => (
            <Table.Tr key={`${day.begins} ${day.name}`}>
              <Table.Td>
                {overlaps === null ? (
                  <Checkbox
                    label={dateOf(day)}
                    checked={!left.has(day.begins)}
                    onChange={() => toggle(day.begins)}
                  />
                ) : (
                  dateOf(day)
                )}
              </Table.Td>
              <Table.Td className="wrap">{day.name}</Table.Td>
              <Table.Td className="wrap">
                {overlaps === null ? (
                  left.has(day.begins) ? (
                    <Status tone="quiet">{t("left out")}</Status>
                  ) : (
                    <Status tone="good">{t("added")}</Status>
                  )
                ) : (
                  <>
                    <Status tone="warn">{t("left out")}</Status>{" "}
                    {t("It overlaps {{name}}.", { name: overlaps })}
                  </>
                )}
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
      {failure !== null && <ProblemAlert error={failure} title={t("They were not taken")} />}
      <Group justify="end">
        <Button variant="default" onClick={leave}>
          {t("Cancel")}
        </Button>
        <Button disabled={taken.length === 0} loading={busy} onClick={() => void take()}>
          {t("Take {{count}} holidays", { count: taken.length })}
        </Button>
      </Group>
    </Section>
  );
}

function draftOf({ name, begins, ends, mode }: Day): Day {
  return { name, begins, ends, mode };
}

function dateOf({ begins }: Day): string {
  return format.format(Date.parse(`${begins}Z`));
}

interface Row {
  day: Day;
  overlaps: string | null;
}

function rowsOf({ added, left_out: leftOut }: Schemas["HolidayImport"]): Row[] {
  return [
    ...added.map((day) => ({ day, overlaps: null })),
    ...leftOut.map(({ exception: day, overlaps }) => ({ day, overlaps })),
  ].sort((one, next) => one.day.begins.localeCompare(next.day.begins));
}
