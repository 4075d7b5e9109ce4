import { Table } from "@mantine/core";

import type { Schemas } from "@/api/types";
import { Status } from "@/components/status";
import { TenantLink } from "@/components/tenant-link";
import { shownValue } from "@/features/settings/setting-words";
import { t } from "@/lib/words";

type Difference = Schemas["Difference"];

/** Settings as they are and as they were, side by side, and what going back does to each. */
export function DifferenceTable({ differences }: { differences: readonly Difference[] }) {
  return (
    <Table aria-label={t("What would change")} layout="fixed" fz="sm" verticalSpacing={4}>
      <Table.Thead>
        <Table.Tr>
          <Table.Th>{t("Setting")}</Table.Th>
          <Table.Th>{t("Now")}</Table.Th>
          <Table.Th>{t("Then")}</Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {differences.map((one) => (
          <Table.Tr key={one.key}>
            <Table.Th scope="row" fw={500} className="wrap">
              <TenantLink to={`settings/${one.key}`}>{one.key}</TenantLink>{" "}
              <What difference={one} />
            </Table.Th>
            <Table.Td className="wrap">
              <bdi>{shownValue(one.now)}</bdi>
            </Table.Td>
            <Table.Td className="wrap">
              <bdi>{shownValue(one.then)}</bdi>
            </Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  );
}

function What({ difference: { can_return, dangerous } }: { difference: Difference }) {
  if (!can_return) {
    return (
      <Status tone="quiet" explained={t("Earlier values of a secret are not kept.")}>
        {t("stays as it is")}
      </Status>
    );
  }
  if (!dangerous) return null;
  return (
    <Status tone="warn" explained={t("It is proposed, and another person approves it.")}>
      {t("is proposed")}
    </Status>
  );
}
