import type { ResultColumn } from '../../../src/core/query/session';
import { clampWidth, type ColumnLayout, layoutColumns } from './columnLayout';
import type { Bounds, Selection } from './selection';
import type { WindowCache } from './windowCache';

/** What the head of a column says of the rows that are shown. */
export interface HeadMark {
  readonly sort?: 'ascending' | 'descending' | undefined;
  /** The place of the column among those that the rows are sorted by, from 1; undefined when it is the only one. */
  readonly rank?: number | undefined;
  readonly filtered?: boolean;
}

/** How a cell stands out. */
export type CellMark = 'hit' | 'current' | undefined;

/** What is known of the result that a grid shows; it outlives the grid while another tab is in front. */
export interface GridModel {
  readonly columns: readonly ResultColumn[];
  readonly cache: WindowCache;
  rowCount: number;
  layout: ColumnLayout;
  /** Columns whose width the user chose; the others may still adapt to what arrives. */
  readonly arranged: Set<number>;
  /** Column widths were adapted to the first values. */
  fitted: boolean;
  /** The pixel of the rows at the top of the view, and of the columns at its left. */
  top: number;
  left: number;
  selection: Selection;
  /** By column. */
  headMarks: ReadonlyMap<number, HeadMark>;
  /** How a cell stands out; asked anew whenever the grid is drawn. */
  cellMark: (row: number, column: number) => CellMark;
}

export function createGridModel(
  columns: readonly ResultColumn[],
  cache: WindowCache,
  widths: readonly number[],
): GridModel {
  return {
    columns,
    cache,
    rowCount: 0,
    layout: layoutColumns(widths),
    arranged: new Set(),
    fitted: false,
    top: 0,
    left: 0,
    selection: { anchor: { row: 0, column: 0 }, head: { row: 0, column: 0 } },
    headMarks: new Map(),
    cellMark: () => undefined,
  };
}

export function boundsOf(model: GridModel): Bounds {
  return { rows: model.rowCount, columns: model.columns.length };
}

/** Changes widths; those out of reason are clamped. */
export function setWidths(model: GridModel, widths: ReadonlyMap<number, number>): void {
  model.layout = layoutColumns(
    model.layout.widths.map((width, column) => clampWidth(widths.get(column) ?? width)),
  );
}
