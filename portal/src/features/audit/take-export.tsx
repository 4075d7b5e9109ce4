import { Button, Code, CopyButton, Group, List, Text } from "@mantine/core";
import { IconCheck, IconCopy, IconDownload } from "@tabler/icons-react";

import type { Schemas } from "@/api/types";
import { Section } from "@/components/detail";
import { useMay, useMe } from "@/lib/me";
import { t } from "@/lib/words";

/** The whole log as a file, and the command by which anybody checks it without us. */
export function TakeExport({ status }: { status: Schemas["AuditStatus"] }) {
  const { tenant } = useMe();
  const may = useMay("audit.export");
  const keys = status.keys.map(({ key }) => ` --key ${key}`).join("");
  const command = `chargehouse audit verify audit-${tenant.id}.ndjson${keys}`;
  return (
    <Section title={t("Check it without us")}>
      <List type="ordered" size="md" maw={860}>
        <List.Item>
          {may ? (
            <Button
              component="a"
              href={`/api/v1/audit/export?tenant=${encodeURIComponent(tenant.slug)}`}
              download
              variant="default"
              leftSection={<IconDownload size={14} aria-hidden />}
            >
              {t("Download the log")}
            </Button>
          ) : (
            t("Have somebody who holds the permission audit.export download the log.")
          )}
        </List.Item>
        <List.Item>
          <Text>
            {t(
              "Type this on any machine that has the program chargehouse; it needs neither network nor database:",
            )}
          </Text>
          <Code block className="wrap" style={{ whiteSpace: "pre-wrap" }} aria-label={t("Command")}>
            {command}
          </Code>
          <Group gap="xs" mt={4}>
            <CopyButton value={command} timeout={2000}>
              {({ copied, copy }) => (
                <Button
                  variant="default"
                  onClick={copy}
                  leftSection={
                    copied ? (
                      <IconCheck size={14} aria-hidden />
                    ) : (
                      <IconCopy size={14} aria-hidden />
                    )
                  }
                >
                  {copied ? t("Copied") : t("Copy")}
                </Button>
              )}
            </CopyButton>
          </Group>
        </List.Item>
        <List.Item>
          {t(
            "It ends with OK, or with what is wrong, the first bad entry first. Add --anchor FILE with the anchors that a witness kept: a history that was written anew shows then, too.",
          )}
        </List.Item>
      </List>
      <Text className="hint" maw={860}>
        {t(
          "The keys in the command are those of today. Keep them elsewhere once: a file that was made anew has keys of its own.",
        )}
      </Text>
    </Section>
  );
}
