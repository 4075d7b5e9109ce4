import type { ReactNode } from "react";

/** One column of a list. */
export interface Column<Row> {
  id: string;
  header: string;
  cell: (row: Row) => ReactNode;
  /** The field that the API sorts by. */
  sort?: string;
  /** The least width in pixels. */
  width?: number;
  /** Where there is no room the least urgent go first; 1 always stays. */
  priority?: 1 | 2 | 3 | 4;
  /** Shown only when chosen. */
  optional?: boolean;
  align?: "end";
}

const WIDTH = 120;

/** Return the columns that were chosen, as many as there is room for, in their order. */
export function shown<Row>(
  columns: readonly Column<Row>[],
  chosen: readonly string[] | null,
  room: number,
): Column<Row>[] {
  const wanted = columns.filter((column) =>
    chosen === null ? column.optional !== true : chosen.includes(column.id),
  );
  const kept = wanted.length > 0 ? [...wanted] : columns.slice(0, 1);
  const width = () => kept.reduce((sum, column) => sum + (column.width ?? WIDTH), 0);
  while (kept.length > 1 && room > 0 && width() > room) {
    const least = Math.max(...kept.map((column) => column.priority ?? 2));
    if (least === 1) break;
    const last = kept.findLastIndex((column) => (column.priority ?? 2) === least);
    kept.splice(last, 1);
  }
  return kept;
}

export function template<Row>(columns: readonly Column<Row>[], selectable: boolean): string {
  const tracks = columns.map(
    (column) => `minmax(${column.width ?? WIDTH}px, ${column.width ?? WIDTH}fr)`,
  );
  return [...(selectable ? ["36px"] : []), ...tracks].join(" ");
}
