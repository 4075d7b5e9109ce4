import { Group, Paper, Stack, Text, Title } from "@mantine/core";

import { Age } from "@/components/age";
import { Status } from "@/components/status";
import { EntryActs } from "@/features/news/entry-acts";
import { audiences, labelOf, lines, type NewsItem } from "@/features/news/news-words";
import { useMay, useMe } from "@/lib/me";
import { t } from "@/lib/words";

interface Props {
  item: NewsItem;
  unread?: boolean;
  planned?: boolean;
}

/** One entry: what is new, whose release brought it, and when. */
export function Entry({ item, unread = false, planned = false }: Props) {
  const own = item.release === null;
  const { tenant } = useMe();
  const mayManage = useMay("news.manage");
  return (
    <Paper component="article" withBorder p="md" maw={860} aria-label={item.title}>
      <Stack gap="xs">
        <Group gap="xs" justify="space-between" align="start">
          <Title order={2} size="h4" className="wrap" dir="auto" lang={item.language}>
            {item.title}
          </Title>
          <Group gap="xs">
            {unread && <Status tone="busy">{t("new")}</Status>}
            {item.prominent && <Status tone="warn">{t("important")}</Status>}
          </Group>
        </Group>
        <Text size="sm" c="dimmed">
          {own ? tenant.name : `${labelOf(lines, item.line)} ${item.release ?? ""}`}
          {item.audience !== "operator" && ` · ${labelOf(audiences, item.audience)}`}
          {" · "}
          <Age at={item.published_at} />
        </Text>
        <Text className="wrap" dir="auto" lang={item.language} style={{ whiteSpace: "pre-wrap" }}>
          {item.summary}
        </Text>
        {own && mayManage && <EntryActs item={item} planned={planned} />}
      </Stack>
    </Paper>
  );
}
