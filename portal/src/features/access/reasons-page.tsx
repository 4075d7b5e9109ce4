import { Code, Group, Table, Text } from "@mantine/core";

import { Page } from "@/components/page";
import { TenantLink } from "@/components/tenant-link";
import { answers } from "@/features/access/answers";
import classes from "@/features/access/reasons.module.css";
import { reasons } from "@/lib/reasons";
import { t } from "@/lib/words";

const versions = { ocpp16: "OCPP 1.6", ocpp2: "OCPP 2.x" } as const;

/** Every reason: what it means, what the charger is told, and what to do about it. */
export function ReasonsPage() {
  return (
    <Page title={t("What the reasons mean")}>
      <Text maw={760}>
        {t(
          "In managed access every start is decided on, and each decision has one reason. The charger is told a word of its own protocol, which says less. In freevend everybody is let in, and nothing is decided.",
        )}
      </Text>
      <Table
        aria-label={t("Reasons")}
        fz="sm"
        verticalSpacing="xs"
        withTableBorder
        className={classes.reasons ?? ""}
      >
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{t("Reason")}</Table.Th>
            <Table.Th>{t("What it means")}</Table.Th>
            <Table.Th>{t("What to do")}</Table.Th>
            <Table.Th>{versions.ocpp16}</Table.Th>
            <Table.Th>{versions.ocpp2}</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {Object.entries(reasons).map(([code, { label, meaning, remedy }]) => (
            <Table.Tr key={code} id={code}>
              <Table.Th scope="row">
                {code in answers ? (
                  <TenantLink to="decisions" search={{ reason: code }}>
                    {label}
                  </TenantLink>
                ) : (
                  label
                )}
                <Text size="xs" c="dimmed" ff="monospace">
                  {code}
                </Text>
              </Table.Th>
              <Table.Td data-label={t("What it means")}>{meaning}</Table.Td>
              <Table.Td data-label={t("What to do")}>{remedy}</Table.Td>
              <Table.Td data-label={versions.ocpp16}>
                <Answer word={answers[code]?.ocpp16} />
              </Table.Td>
              <Table.Td data-label={versions.ocpp2}>
                <Answer word={answers[code]?.ocpp2} />
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Page>
  );
}

function Answer({ word }: { word: string | undefined }) {
  if (word === undefined) return <Text size="sm">{t("none")}</Text>;
  return (
    <Group gap={4}>
      {word.split(", ").map((each) => (
        <Code key={each}>{each}</Code>
      ))}
    </Group>
  );
}
