import { Table, Text } from "@mantine/core";

import type { Schemas } from "@/api/types";
import { ModeState } from "@/components/mode-state";
import { localText } from "@/features/access/policies/local-time";
import { t } from "@/lib/words";

/** The days and hours on which something else holds, once. */
export function ExceptionList({
  exceptions,
}: {
  exceptions: readonly Schemas["ExceptionDraft"][];
}) {
  if (exceptions.length === 0) return <Text c="dimmed">{t("None: every week is the same.")}</Text>;
  return (
    <Table aria-label={t("Exceptions")} fz="sm" verticalSpacing={4} maw={760}>
      <Table.Thead>
        <Table.Tr>
          <Table.Th>{t("Name")}</Table.Th>
          <Table.Th>{t("From")}</Table.Th>
          <Table.Th>{t("Until")}</Table.Th>
          <Table.Th>{t("Mode")}</Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {exceptions.map(({ name, begins, ends, mode }) => (
          <Table.Tr key={`${begins} ${name}`}>
            <Table.Td className="wrap">
              <bdi>{name}</bdi>
            </Table.Td>
            <Table.Td>{localText(begins)}</Table.Td>
            <Table.Td>{localText(ends)}</Table.Td>
            <Table.Td>
              <ModeState mode={mode} />
            </Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  );
}
