import type { ResultColumn } from '../../../src/core/query/session';
import type { CellLook } from './cellLook';
import { clampWidth, type ColumnLayout, columnLeft, layoutColumns } from './columnLayout';
import { type ColumnOrder, orderColumns } from './columnOrder';
import { type Bounds, clampPlace, rectangleOf, type Selection } from './selection';
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

/** What lies over the rows of a result while it is edited. */
export interface RowOverlay {
  /** New rows, which stand behind those of the result. */
  readonly added: number;
  /** How a cell is shown; undefined for one that is as the result has it. */
  look(row: number, column: number): CellLook | undefined;
  /** A sign beside the number of a row. */
  mark(row: number): string;
}

/**
 * What is known of the result that a grid shows; it outlives the grid while another tab is in front. A *column* is one of
 * the result; a *place* is where the grid shows it.
 */
export interface GridModel {
  readonly columns: readonly ResultColumn[];
  cache: WindowCache;
  /** Which rows the cache holds: see `ArrangedView`. */
  view: number | undefined;
  /** With the new rows of an overlay. */
  rowCount: number;
  overlay: RowOverlay | undefined;
  /** Of the rows that are shown; grows when others take their place. */
  revision: number;
  order: ColumnOrder;
  /** By place. */
  layout: ColumnLayout;
  /** By column. */
  widths: readonly number[];
  /** Columns whose width the user chose; the others may still adapt to what arrives. */
  readonly arranged: Set<number>;
  /** Column widths were adapted to the first values. */
  fitted: boolean;
  /** The pixel of the rows at the top of the view, and of the columns at its left. */
  top: number;
  left: number;
  /** By rows and places. */
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
    view: undefined,
    rowCount: 0,
    overlay: undefined,
    revision: 0,
    order: orderColumns(columns.length),
    layout: layoutColumns(widths),
    widths,
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
  return { rows: model.rowCount, columns: model.order.places.length };
}

/** The column at a place; -1 where there is none. */
export function columnAtPlace({ order }: GridModel, place: number): number {
  return order.places[place] ?? -1;
}

/** The place of a column; undefined while it is hidden. */
export function placeOfColumn({ order }: GridModel, column: number): number | undefined {
  const place = order.places.indexOf(column);
  return place < 0 ? undefined : place;
}

/** The columns from one place to another, in the order in which they are shown. */
export function columnsBetween({ order }: GridModel, first: number, last: number): readonly number[] {
  return order.places.slice(first, last + 1);
}

/** Cells by rows, both ends included, and columns of the result in the order in which they are shown. */
export interface SelectedCells {
  readonly firstRow: number;
  readonly lastRow: number;
  readonly columns: readonly number[];
}

export function selectedCells(model: GridModel): SelectedCells {
  const { firstRow, lastRow, firstColumn, lastColumn } = rectangleOf(model.selection);
  return { firstRow, lastRow, columns: columnsBetween(model, firstColumn, lastColumn) };
}

/** Changes widths of columns; those out of reason are clamped. */
export function setWidths(model: GridModel, widths: ReadonlyMap<number, number>): void {
  model.widths = model.widths.map((width, column) => clampWidth(widths.get(column) ?? width));
  layOut(model);
}

/** Shows other columns or another order. The selection stays on its column where that is still shown. */
export function setOrder(model: GridModel, order: ColumnOrder): void {
  const { head } = model.selection;
  const column = columnAtPlace(model, head.column);
  model.order = order;
  layOut(model);
  const place = placeOfColumn(model, column) ?? head.column;
  const cell = clampPlace({ row: head.row, column: place }, boundsOf(model));
  model.selection = { anchor: cell, head: cell };
}

/** So many pinned places fit beside at least some room for the others. */
export function pinnedInSight({ order, layout }: GridModel, room: number): number {
  let count = order.pinned;
  while (count > 0 && columnLeft(layout, count) > room - roomBesidePins) {
    count--;
  }
  return count;
}

const roomBesidePins = 120;

function layOut(model: GridModel): void {
  model.layout = layoutColumns(model.order.places.map((column) => model.widths[column] ?? 0));
}
