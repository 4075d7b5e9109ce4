import { Alert, Button, Checkbox, Group, Menu, Stack, Text } from "@mantine/core";
import { IconColumns, IconDownload } from "@tabler/icons-react";
import { useCallback, useMemo, useState, type ReactNode } from "react";

import type { FilterOf, ListPath, RowOf } from "@/api/types";
import { type Asked, type Filter, useAddress } from "@/components/list/address";
import type { Column } from "@/components/list/columns";
import { useDefaultLocation } from "@/components/list/default-location";
import { Filters } from "@/components/list/filters";
import { NewerRows } from "@/components/list/newer-rows";
import { csvAddress, usePages } from "@/components/list/pages";
import { SavedViews } from "@/components/list/saved-views";
import { Table } from "@/components/list/table";
import classes from "@/components/list/table.module.css";
import { tool } from "@/components/list/tool";
import { Page } from "@/components/page";
import { Empty, Failing, Loading } from "@/components/states";
import { useMe } from "@/lib/me";
import { count } from "@/lib/quantities";
import { t } from "@/lib/words";

/** What can be done with several rows at once. */
export interface BulkAction<Row> {
  label: string;
  /** The permission it needs, by its action. */
  needs: string;
  run: (rows: readonly Row[]) => void;
}

export interface ListProps<P extends ListPath> {
  title: string;
  /** The path of the API, and what fills its places. */
  path: P;
  parts?: Readonly<Record<string, string>>;
  /** Under what saved views of this list are kept. */
  views?: string;
  columns: readonly Column<RowOf<P>>[];
  filters: readonly Filter<FilterOf<P>>[];
  /** What is asked besides, whatever the address bar says: the thing whose page this is part of. */
  always?: Readonly<Partial<Record<FilterOf<P>, string>>>;
  rowId?: (row: RowOf<P>) => string;
  /** What is said where there are no rows at all: it teaches how the first comes about. */
  empty: ReactNode;
  actions?: ReactNode;
  bulk?: readonly BulkAction<RowOf<P>>[];
  csv?: boolean;
  /** Part of another page: without a title of its own. */
  embedded?: boolean;
}

function idOf(row: unknown): string {
  return (row as { id: string }).id;
}

/** A list: filtered and sorted by the server, as the address bar says; virtual; as CSV. */
export function ListPage<P extends ListPath>(props: ListProps<P>) {
  const list = useList(props);
  const { asked, ask, rows, query } = list;
  const tools = (
    <>
      {props.views !== undefined && <SavedViews page={props.views} />}
      <ColumnChooser columns={props.columns} asked={asked} choose={list.chooseColumns} />
      {props.csv !== false && (
        <Button
          component="a"
          href={list.csv}
          download
          variant="default"
          leftSection={<IconDownload size={14} aria-hidden />}
          classNames={tool}
        >
          {t("CSV")}
        </Button>
      )}
      {props.actions}
    </>
  );
  const body = (
    <>
      {asked.wrong.length > 0 && (
        <Alert color="yellow" title={t("The address asks for something that does not exist")}>
          {asked.wrong.join(" ")} {t("The rest of it holds.")}
        </Alert>
      )}
      <Group justify="space-between" align="flex-start" gap="xs">
        <div className={classes.filters}>
          <Filters filters={props.filters} asked={asked} ask={ask} />
        </div>
        {props.embedded === true && <Group gap="xs">{tools}</Group>}
      </Group>
      <Bulk {...props} rows={rows} selected={list.selected} onDone={() => list.select(new Set())} />
      <NewerRows queryKey={list.queryKey} />
      {query.isError && rows.length === 0 ? (
        <Failing error={query.error} retry={() => void query.refetch()} />
      ) : query.isPending ? (
        <Loading rows={10} />
      ) : rows.length === 0 ? (
        <NoRows filtered={Object.keys(asked.filters).length > 0} empty={props.empty} />
      ) : (
        <Table
          label={props.title}
          rows={rows}
          rowId={props.rowId ?? idOf}
          columns={props.columns}
          chosen={asked.columns}
          sort={asked.sort}
          onSort={(sort) => ask({ sort })}
          onEnd={list.more}
          {...(props.bulk !== undefined && { selected: list.selected, onSelect: list.select })}
        />
      )}
      <Footer rows={rows.length} query={query} />
    </>
  );
  if (props.embedded === true) {
    return (
      <Stack gap="xs" h="100%" mih={360}>
        {body}
      </Stack>
    );
  }
  return (
    <Page title={props.title} actions={tools} fill>
      {body}
    </Page>
  );
}

function useList<P extends ListPath>(props: ListProps<P>) {
  const { path, parts = {}, columns, filters, always = {} } = props;
  const { tenant } = useMe();
  const sortable = useMemo(
    () => columns.flatMap((column) => (column.sort === undefined ? [] : [column.sort])),
    [columns],
  );
  const [asked, ask] = useAddress(filters, sortable);
  useDefaultLocation(filters, asked, ask, props.always === undefined);
  const [selected, select] = useState<ReadonlySet<string>>(new Set());
  const wanted: Record<string, string> = {
    ...asked.filters,
    ...always,
    ...(asked.sort !== null && { sort: asked.sort }),
  };
  const { rows, query, queryKey } = usePages(path, parts, wanted);
  const { hasNextPage, isFetching, fetchNextPage } = query;
  const more = useCallback(() => {
    if (hasNextPage && !isFetching) void fetchNextPage();
  }, [hasNextPage, isFetching, fetchNextPage]);
  const chooseColumns = (ids: readonly string[]) => ask({ columns: ids.join(".") });
  const csv = csvAddress(path, parts, wanted, tenant.slug);
  return { asked, ask, rows, query, queryKey, more, selected, select, chooseColumns, csv };
}

interface ChooserProps<Row> {
  columns: readonly Column<Row>[];
  asked: Asked;
  choose: (ids: readonly string[]) => void;
}

function ColumnChooser<Row>({ columns, asked, choose }: ChooserProps<Row>) {
  const usual = columns.filter((column) => column.optional !== true);
  const now = asked.columns ?? usual.map((column) => column.id);
  const toggle = (id: string) =>
    choose(columns.map((column) => column.id).filter((one) => (one === id) !== now.includes(one)));
  return (
    <Menu closeOnItemClick={false} position="bottom-end">
      <Menu.Target>
        <Button
          variant="default"
          leftSection={<IconColumns size={14} aria-hidden />}
          classNames={tool}
        >
          {t("Columns")}
        </Button>
      </Menu.Target>
      <Menu.Dropdown mah={420} style={{ overflowY: "auto" }}>
        {columns.map((column) => (
          <Menu.Item
            key={column.id}
            role="menuitemcheckbox"
            aria-checked={now.includes(column.id)}
            leftSection={
              <Checkbox
                size="xs"
                checked={now.includes(column.id)}
                readOnly
                tabIndex={-1}
                aria-hidden
              />
            }
            onClick={() => toggle(column.id)}
          >
            {column.header}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}

interface BulkProps<P extends ListPath> extends ListProps<P> {
  rows: readonly RowOf<P>[];
  selected: ReadonlySet<string>;
  onDone: () => void;
}

function Bulk<P extends ListPath>({ bulk, rows, rowId, selected, onDone }: BulkProps<P>) {
  const { permissions } = useMe();
  if (bulk === undefined || selected.size === 0) return null;
  const chosen = rows.filter((row) => selected.has((rowId ?? idOf)(row)));
  return (
    <Group gap="xs" role="toolbar" aria-label={t("With the selected rows")}>
      <Text size="sm">{t("{{number}} selected", { number: chosen.length })}</Text>
      {bulk.map((action) => (
        <Button
          key={action.label}
          variant="default"
          disabled={!permissions.includes(action.needs)}
          onClick={() => action.run(chosen)}
        >
          {action.label}
        </Button>
      ))}
      <Button variant="subtle" onClick={onDone}>
        {t("Select none")}
      </Button>
    </Group>
  );
}

function NoRows({ filtered, empty }: { filtered: boolean; empty: ReactNode }) {
  if (!filtered) return <>{empty}</>;
  return (
    <Empty title={t("Nothing matches")}>
      {t("Loosen or clear the filters above to see more.")}
    </Empty>
  );
}

function Footer({ rows, query }: { rows: number; query: ReturnType<typeof usePages>["query"] }) {
  if (rows === 0) return null;
  const number = count(rows);
  const said = query.hasNextPage
    ? t("{{number}} loaded, more as you scroll", { number })
    : t("{{number}} in all", { number });
  return (
    <Text size="xs" c={query.isError ? "red" : "dimmed"} role="status">
      {query.isError ? t("The newest state could not be read; these rows are older.") : said}
      {query.isFetching && " …"}
    </Text>
  );
}
