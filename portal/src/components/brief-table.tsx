import { Table, Text } from "@mantine/core";
import { useElementSize } from "@mantine/hooks";
import type { UseQueryResult } from "@tanstack/react-query";
import type { ReactNode } from "react";

import { type Column, shown } from "@/components/list/columns";
import classes from "@/components/detail.module.css";
import { Answered, Loading } from "@/components/states";
import { itemsOf } from "@/lib/items";

interface Props<Row> {
  label: string;
  /** The first rows of a list of the API. */
  query: UseQueryResult<string | { items: Row[]; next_cursor?: string | null }, unknown>;
  columns: readonly Column<Row>[];
  /** What is said where there are none. */
  empty: ReactNode;
  /** Leads to all of them, where there are more. */
  more?: ReactNode;
}

/** The newest rows of a list on the page of something else; the list itself is a link away.
 *
 * Where there is no room the least urgent columns are left out. */
export function BriefTable<Row extends { id: string }>(props: Props<Row>) {
  const { label, query, columns, empty, more } = props;
  return (
    <Answered query={query} loading={<Loading rows={3} />}>
      {(answer) =>
        itemsOf(answer).length === 0 ? (
          <Text c="dimmed" component="div">
            {empty}
          </Text>
        ) : (
          <>
            <RowTable label={label} rows={itemsOf(answer)} columns={columns} />
            {typeof answer === "object" && typeof answer.next_cursor === "string" && more}
          </>
        )
      }
    </Answered>
  );
}

interface RowProps<Row> {
  label: string;
  rows: readonly Row[];
  columns: readonly Column<Row>[];
}

/** Some rows that were read already, in as many columns as there is room for. */
export function RowTable<Row extends { id: string }>({ label, rows, ...props }: RowProps<Row>) {
  const { ref, width } = useElementSize<HTMLDivElement>();
  const columns = shown(props.columns, null, width);
  return (
    <div ref={ref} className={classes.rows}>
      <Table aria-label={label} verticalSpacing={4} fz="sm">
        <Table.Thead>
          <Table.Tr>
            {columns.map((column) => (
              <Table.Th key={column.id} ta={column.align ?? "start"}>
                {column.header}
              </Table.Th>
            ))}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {rows.map((row) => (
            <Table.Tr key={row.id}>
              {columns.map((column) => (
                <Table.Td key={column.id} ta={column.align ?? "start"} className="clip" maw={240}>
                  {column.cell(row)}
                </Table.Td>
              ))}
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </div>
  );
}
