import { Button, Group, Select, Text } from "@mantine/core";
import { IconChecks, IconPencil } from "@tabler/icons-react";

import { api } from "@/api/client";
import { ButtonLink } from "@/components/button-link";
import { Section } from "@/components/detail";
import { type Filter, useAddress } from "@/components/list/address";
import { usePages } from "@/components/list/pages";
import { Page } from "@/components/page";
import { Empty, Failing, Loading } from "@/components/states";
import { tellProblem } from "@/components/toasts";
import { Entry } from "@/features/news/entry";
import { lines, type NewsItem } from "@/features/news/news-words";
import { useRenew } from "@/features/news/renew";
import { isUnread, prominentFirst, useUnread } from "@/features/news/unread";
import { useMay, useMe } from "@/lib/me";
import { language, t } from "@/lib/words";

const PATH = "/api/v1/news";
const filters: readonly Filter[] = [
  { name: "line", label: t("What it is about"), kind: "choice", options: lines },
];
const unsorted: readonly string[] = [];

/** What's new: of releases, and what the tenant itself has to tell. */
export function NewsPage() {
  const [asked, ask] = useAddress(filters, unsorted);
  const mayManage = useMay("news.manage");
  const write = mayManage && (
    <ButtonLink to="news/new" leftSection={<IconPencil size={14} aria-hidden />}>
      {t("Write an entry")}
    </ButtonLink>
  );
  return (
    <Page
      title={t("What's new")}
      actions={
        <>
          <Select
            size="xs"
            w={200}
            aria-label={t("What it is about")}
            placeholder={t("About everything")}
            data={lines}
            value={asked.filters.line ?? null}
            onChange={(line) => ask({ line: line ?? undefined })}
            clearable
          />
          <MarkRead />
          {write}
        </>
      }
    >
      {mayManage && <Planned />}
      <Published asked={asked.filters} write={write} />
    </Page>
  );
}

/** Notes that one has read everything there is. */
function MarkRead() {
  const { account } = useMe();
  const unread = useUnread();
  const renew = useRenew();
  if (account === null || unread === undefined || unread.count === 0) return null;
  const mark = async () => {
    try {
      await api.POST("/api/v1/news/read");
    } catch (error) {
      tellProblem(t("It was not marked as read"), error);
    }
    await renew();
  };
  return (
    <Button
      variant="default"
      leftSection={<IconChecks size={14} aria-hidden />}
      onClick={() => void mark()}
    >
      {t("Mark all as read")}
    </Button>
  );
}

/** What those who write news keep for later. */
function Planned() {
  const { rows } = usePages(PATH, {}, { planned: "true", lang: language });
  if (rows.length === 0) return null;
  return (
    <Section title={t("Not published yet")}>
      {rows.map((item) => (
        <Entry key={item.id} item={item} planned />
      ))}
    </Section>
  );
}

interface PublishedProps {
  asked: Readonly<Record<string, string>>;
  write: React.ReactNode;
}

function Published({ asked, write }: PublishedProps) {
  const { rows, query } = usePages(PATH, {}, { ...asked, lang: language });
  const unread = useUnread();
  if (query.isError && rows.length === 0) {
    return <Failing error={query.error} retry={() => void query.refetch()} />;
  }
  if (query.isPending) return <Loading />;
  if (rows.length === 0) {
    return (
      <Empty title={t("Nothing new yet")} actions={write}>
        {t("What a release brings stands here, and what your own people have to tell everybody.")}
      </Empty>
    );
  }
  return (
    <>
      {prominentFirst(rows, unread).map((item: NewsItem) => (
        <Entry key={item.id} item={item} unread={isUnread(item, unread)} />
      ))}
      {query.hasNextPage ? (
        <Group>
          <Button
            variant="default"
            loading={query.isFetchingNextPage}
            onClick={() => void query.fetchNextPage()}
          >
            {t("Show older ones")}
          </Button>
        </Group>
      ) : (
        <Text size="xs" c="dimmed">
          {t("That is all.")}
        </Text>
      )}
    </>
  );
}
