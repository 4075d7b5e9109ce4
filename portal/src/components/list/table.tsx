import { Checkbox } from "@mantine/core";
import { useElementSize, useMergedRef } from "@mantine/hooks";
import { IconArrowDown, IconArrowUp } from "@tabler/icons-react";
import { useElementScrollRestoration } from "@tanstack/react-router";
import { useVirtualizer } from "@tanstack/react-virtual";
import { useEffect, useRef, type KeyboardEvent, type ReactNode } from "react";

import { type Column, shown, template } from "@/components/list/columns";
import { t } from "@/lib/words";
import classes from "@/components/list/table.module.css";

const ROW_PX = 34;
const CARD_PX = 110;
const NARROW_PX = 560;

interface Props<Row> {
  label: string;
  rows: readonly Row[];
  rowId: (row: Row) => string;
  columns: readonly Column<Row>[];
  chosen: readonly string[] | null;
  sort: string | null;
  onSort: (sort: string) => void;
  /** Called when the last rows come into sight. */
  onEnd: () => void;
  selected?: ReadonlySet<string>;
  onSelect?: (ids: ReadonlySet<string>) => void;
}

/** A virtual table: only the rows in sight exist. Narrow screens get a card a row. */
export function Table<Row>(props: Props<Row>) {
  const { rows, columns, chosen, onEnd } = props;
  const scroller = useRef<HTMLDivElement>(null);
  const { ref, width } = useElementSize<HTMLDivElement>();
  const merged = useMergedRef(ref, scroller);
  const narrow = width > 0 && width < NARROW_PX;
  const selectable = props.selected !== undefined;
  const visible = shown(columns, chosen, narrow ? 0 : width - (selectable ? 36 : 0));
  const place = useElementScrollRestoration({ id: "list" });
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => (narrow ? CARD_PX : ROW_PX),
    overscan: 12,
    initialOffset: place?.scrollY ?? 0,
  });
  const items = virtual.getVirtualItems();
  const last = items.at(-1)?.index ?? 0;
  useEffect(() => {
    if (rows.length > 0 && last >= rows.length - 20) onEnd();
  }, [last, rows.length, onEnd]);
  useEffect(() => virtual.measure(), [narrow, virtual]);
  const tracks = template(visible, selectable);
  return (
    <div
      ref={merged}
      className={classes.scroller}
      data-scroll-restoration-id="list"
      onKeyDown={step}
    >
      <table className={classes.table} aria-label={props.label} aria-rowcount={-1}>
        {!narrow && <Head {...props} visible={visible} tracks={tracks} />}
        <tbody className={classes.body} style={{ height: virtual.getTotalSize() }}>
          {items.map((item) => {
            const row = rows[item.index];
            if (row === undefined) return null;
            return (
              <tr
                key={props.rowId(row)}
                ref={virtual.measureElement}
                data-index={item.index}
                aria-rowindex={item.index + 1}
                className={classes.row}
                style={{
                  transform: `translateY(${item.start}px)`,
                  gridTemplateColumns: narrow ? "1fr" : tracks,
                }}
              >
                {narrow ? (
                  <Card row={row} columns={visible} />
                ) : (
                  <Cells {...props} row={row} visible={visible} />
                )}
              </tr>
            );
          })}
        </tbody>
      </table>
    </div>
  );
}

type Part<Row> = Props<Row> & { visible: readonly Column<Row>[] };

function Head<Row>(props: Part<Row> & { tracks: string }) {
  const { rows, rowId, selected, onSelect } = props;
  const all = rows.length > 0 && rows.every((row) => selected?.has(rowId(row)));
  return (
    <thead className={classes.head}>
      <tr className={classes.row} style={{ gridTemplateColumns: props.tracks }}>
        {selected !== undefined && (
          <th className={classes.cell}>
            <Checkbox
              size="xs"
              aria-label={t("Select all rows that are loaded")}
              checked={all}
              indeterminate={!all && selected.size > 0}
              onChange={() => onSelect?.(new Set(all ? [] : rows.map(rowId)))}
            />
          </th>
        )}
        {props.visible.map((column) => (
          <HeadCell key={column.id} column={column} sort={props.sort} onSort={props.onSort} />
        ))}
      </tr>
    </thead>
  );
}

interface HeadCellProps<Row> {
  column: Column<Row>;
  sort: string | null;
  onSort: (sort: string) => void;
}

function HeadCell<Row>({ column, sort, onSort }: HeadCellProps<Row>) {
  const { sort: field } = column;
  const className = `${classes.cell ?? ""} ${column.align === "end" ? (classes.end ?? "") : ""}`;
  if (field === undefined) {
    return (
      <th scope="col" className={className}>
        {column.header}
      </th>
    );
  }
  const up = sort === field;
  const down = sort === `-${field}`;
  return (
    <th
      scope="col"
      className={className}
      aria-sort={up ? "ascending" : down ? "descending" : "none"}
    >
      <button
        type="button"
        className={classes.sorter}
        onClick={() => onSort(up ? `-${field}` : field)}
      >
        {column.header}
        {up && <IconArrowUp size={13} aria-hidden />}
        {down && <IconArrowDown size={13} aria-hidden />}
      </button>
    </th>
  );
}

function Cells<Row>({ row, rowId, selected, onSelect, visible }: Part<Row> & { row: Row }) {
  const id = rowId(row);
  const toggle = () => {
    const next = new Set(selected);
    if (!next.delete(id)) next.add(id);
    onSelect?.(next);
  };
  return (
    <>
      {selected !== undefined && (
        <td className={classes.cell}>
          <Checkbox
            size="xs"
            aria-label={t("Select this row")}
            checked={selected.has(id)}
            onChange={toggle}
          />
        </td>
      )}
      {visible.map((column) => (
        <td
          key={column.id}
          className={`${classes.cell ?? ""} ${column.align === "end" ? (classes.end ?? "") : ""}`}
        >
          {column.cell(row)}
        </td>
      ))}
    </>
  );
}

function Card<Row>({ row, columns }: { row: Row; columns: readonly Column<Row>[] }): ReactNode {
  const ranked = columns.filter((column) => (column.priority ?? 2) <= 2);
  return (
    <td>
      <dl className={classes.card} style={{ margin: 0 }}>
        {ranked.map((column) => (
          <div key={column.id} className={classes.pair}>
            <dt>{column.header}</dt>
            <dd>{column.cell(row)}</dd>
          </div>
        ))}
      </dl>
    </td>
  );
}

/** Arrow keys walk from row to row, by the first link of each. */
function step(event: KeyboardEvent<HTMLDivElement>): void {
  const by = event.key === "ArrowDown" ? 1 : event.key === "ArrowUp" ? -1 : 0;
  const row = (event.target as HTMLElement).closest("tr[data-index]");
  if (by === 0 || row === null) return;
  const index = Number(row.getAttribute("data-index")) + by;
  const next = event.currentTarget.querySelector<HTMLElement>(`tr[data-index="${index}"] a`);
  if (next === null) return;
  event.preventDefault();
  next.focus();
}
