import { columnAt, columnLeft, columnWidth } from './columnLayout';
import { type GridModel, pinnedInSight } from './gridModel';
import type { RowScroll } from './rowScroll';

export const rowHeight = 24;
export const headHeight = 40;

/** The element's size in CSS pixels, without scroll bars. */
export interface GridSize {
  readonly width: number;
  readonly height: number;
}

/** What of a grid is on the screen; both ends are included. Columns by place. */
export interface VisibleRange {
  readonly firstRow: number;
  readonly lastRow: number;
  /** Of those that scroll. */
  readonly firstColumn: number;
  readonly lastColumn: number;
  /** So many of the first places stay at the left. */
  readonly pinned: number;
}

/** Room for the largest row number. */
export function gutterWidth({ rowCount }: GridModel): number {
  const digits = String(rowCount).length;
  return Math.max(40, 24 + digits * 8 + Math.floor(digits / 4) * 4);
}

export function rowScrollOf(model: GridModel, { height }: GridSize): RowScroll {
  return { rowCount: model.rowCount, rowHeight, viewport: Math.max(0, height - headHeight) };
}

export function visibleRange(model: GridModel, { width, height }: GridSize): VisibleRange {
  const room = width - gutterWidth(model);
  const pinned = pinnedInSight(model, room);
  const firstRow = Math.floor(model.top / rowHeight);
  const rows = Math.ceil((height - headHeight) / rowHeight) + 1;
  return {
    firstRow,
    lastRow: firstRow + rows - 1,
    firstColumn: Math.max(pinned, columnAt(model.layout, model.left + columnLeft(model.layout, pinned))),
    lastColumn: columnAt(model.layout, model.left + room),
    pinned,
  };
}

/** The place at so many pixels right of the row numbers. */
export function placeAtX(model: GridModel, size: GridSize, x: number): number {
  const pinned = pinnedInSight(model, size.width - gutterWidth(model));
  return columnAt(model.layout, x < columnLeft(model.layout, pinned) ? x : x + model.left);
}

/** The least change of the horizontal position that makes a place visible as a whole. */
export function leftShowing(model: GridModel, size: GridSize, place: number): number {
  const room = size.width - gutterWidth(model);
  const pinned = pinnedInSight(model, room);
  if (place < pinned) {
    return model.left;
  }
  const covered = columnLeft(model.layout, pinned);
  const start = columnLeft(model.layout, place);
  const end = start + columnWidth(model.layout, place);
  return start - covered < model.left || end - start > room - covered
    ? start - covered
    : Math.max(model.left, end - room);
}
