import { Table, Text } from "@mantine/core";

import type { Schemas } from "@/api/types";
import { Section } from "@/components/detail";
import { changesOf, erasedOf } from "@/features/audit/changes";
import { t } from "@/lib/words";

/** What an entry says was changed, side by side; only what did change. */
export function ChangeTable({ entry }: { entry: Schemas["AuditEntry"] }) {
  const changes = changesOf(entry);
  if (erasedOf(entry).includes("changes")) {
    return (
      <Section title={t("Before and after")}>
        <Text c="dimmed">
          {t("What was changed told of a person, and was erased. That it was changed stays.")}
        </Text>
      </Section>
    );
  }
  if (changes.length === 0) return null;
  return (
    <Section title={t("Before and after")}>
      <Table aria-label={t("Before and after")} layout="fixed" fz="sm" verticalSpacing={4}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{t("Field")}</Table.Th>
            <Table.Th>{t("Before")}</Table.Th>
            <Table.Th>{t("After")}</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {changes.map(({ field, before, after }) => (
            <Table.Tr key={field}>
              <Table.Th scope="row" fw={500} className="wrap">
                {field}
              </Table.Th>
              <Table.Td className="wrap">
                <bdi>{before}</bdi>
              </Table.Td>
              <Table.Td className="wrap">
                <bdi>{after}</bdi>
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Section>
  );
}
