import { Button, Group, Text, TextInput } from "@mantine/core";
import { useInfiniteQuery } from "@tanstack/react-query";
import { type SubmitEvent, useState } from "react";

import { api } from "@/api/client";
import { Table } from "@/components/list/table";
import { Empty, Failing, Loading } from "@/components/states";
import { columns } from "@/features/sessions/session-columns";
import { tooLong } from "@/lib/room";
import { t } from "@/lib/words";

const PAGE = 100;
const LENGTH_MAX = 255;

/** The search answers the newest first, and in no other order. */
const unsorted = columns.map((column) => {
  const { sort, ...rest } = column;
  return sort === undefined ? column : rest;
});

interface FormProps {
  onFind: (identifier: string) => void;
  onLeave: () => void;
}

/** Asks for a whole identifier, which goes neither into the address bar nor into any history. */
export function IdentifierForm({ onFind, onLeave }: FormProps) {
  const [typed, setTyped] = useState("");
  const refused = tooLong(typed.trim(), LENGTH_MAX);
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    const identifier = typed.trim();
    if (identifier !== "" && refused === null) onFind(identifier);
  };
  return (
    <form onSubmit={submit} role="search" aria-label={t("Find by identifier")} autoComplete="off">
      <Group gap="xs" align="end">
        <TextInput
          size="xs"
          w={300}
          label={t("Identifier")}
          description={t("A card's number, whole. It is not kept and not shown.")}
          error={refused}
          autoComplete="off"
          spellCheck={false}
          autoFocus
          value={typed}
          onChange={(event) => setTyped(event.currentTarget.value)}
        />
        <Button type="submit" disabled={typed.trim() === "" || refused !== null}>
          {t("Find")}
        </Button>
        <Button variant="default" onClick={onLeave}>
          {t("Back to the list")}
        </Button>
      </Group>
    </form>
  );
}

/** The sessions of one identifier, the newest first. */
export function FoundByIdentifier({ identifier }: { identifier: string }) {
  const found = useFound(identifier);
  const rows = found.data?.pages.flatMap((page) => page.items) ?? [];
  if (found.isError) return <Failing error={found.error} retry={() => void found.refetch()} />;
  if (found.isPending) return <Loading rows={8} />;
  if (rows.length === 0) {
    return (
      <Empty title={t("No session of this identifier")}>
        {t("Nobody charged with it here, or it was entered with a different number.")}
      </Empty>
    );
  }
  return (
    <>
      <Table
        label={t("Sessions of the identifier")}
        rows={rows}
        rowId={(row) => row.id}
        columns={unsorted}
        chosen={null}
        sort={null}
        onSort={() => undefined}
        onEnd={() => {
          if (found.hasNextPage && !found.isFetching) void found.fetchNextPage();
        }}
      />
      <Text size="xs" c="dimmed" role="status">
        {found.hasNextPage
          ? t("{{number}} loaded, more as you scroll", { number: rows.length })
          : t("{{number}} in all", { number: rows.length })}
      </Text>
    </>
  );
}

/** Read by POST: the identifier travels in the body. What was found is forgotten on leaving. */
function useFound(identifier: string) {
  return useInfiniteQuery({
    queryKey: ["post", "/api/v1/sessions/search", identifier],
    queryFn: async ({ pageParam, signal }) => {
      const cursor = pageParam === null ? {} : { cursor: pageParam };
      const { data } = await api.POST("/api/v1/sessions/search", {
        params: { query: { limit: PAGE, ...cursor } },
        body: { identifier },
        signal,
      });
      return data ?? { items: [], next_cursor: null };
    },
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next_cursor ?? null,
    gcTime: 0,
  });
}
