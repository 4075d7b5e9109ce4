import { Code, Table, Text } from "@mantine/core";

import { Section } from "@/components/detail";
import type { Partner } from "@/features/roaming/roaming-words";
import { t } from "@/lib/words";

function sideOf({ identifier, role }: Partner["endpoints"][number]): string {
  if (identifier === "credentials") return t("both ways");
  if (role === "SENDER") return t("it tells us");
  if (role === "RECEIVER") return t("it is told");
  return t("as its role says");
}

/** Where the partner's modules are, as it said in the last handshake. */
export function PartnerEndpoints({ partner: { endpoints } }: { partner: Partner }) {
  return (
    <Section title={t("Its modules")}>
      {endpoints.length === 0 ? (
        <Text c="dimmed">{t("It named none.")}</Text>
      ) : (
        <Table.ScrollContainer minWidth={0}>
          <Table aria-label={t("Modules of the partner")} verticalSpacing={4} fz="sm">
            <Table.Thead>
              <Table.Tr>
                <Table.Th>{t("Module")}</Table.Th>
                <Table.Th>{t("Which way")}</Table.Th>
                <Table.Th>{t("Where")}</Table.Th>
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {endpoints.map((endpoint) => (
                <Table.Tr key={`${endpoint.identifier} ${endpoint.role ?? ""}`}>
                  <Table.Td>
                    <Code>{endpoint.identifier}</Code>
                  </Table.Td>
                  <Table.Td>{sideOf(endpoint)}</Table.Td>
                  <Table.Td className="wrap">
                    <bdi>{endpoint.url}</bdi>
                  </Table.Td>
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        </Table.ScrollContainer>
      )}
    </Section>
  );
}
