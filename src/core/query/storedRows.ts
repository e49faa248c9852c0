import type { Disposable } from '../../base/disposable';
import type { Cell } from '../ports';
import type { RowBlock } from './session';

/** A part of a result. */
export interface RowRectangle {
  readonly first: number;
  readonly count: number;
  readonly firstColumn: number;
  readonly columnCount: number;
}

/** The rows of one result, as many as they may be. They can be read while more arrive. */
export interface StoredRows extends Disposable {
  /** Rows that are here whole. */
  readonly count: number;
  readonly bytes: number;
  /**
   * Takes blocks over. A promise holds back the server until it settles.
   * @throws UserError when no more can be kept, now or by the promise; what was kept before can still be read
   */
  append(blocks: readonly RowBlock[]): void | Promise<void>;
  /** The cells of a rectangle, or of the part of it that exists. Of each value at most `maxBytes` bytes are read. */
  window(rectangle: RowRectangle, maxBytes: number): Promise<readonly (readonly Cell[])[]>;
  /** The beginning of one value, up to `maxBytes` bytes. */
  cell(row: number, column: number, maxBytes: number): Promise<StoredCell>;
}

export interface StoredCell {
  readonly text: Cell;
  /** Length of the whole value in bytes; 0 for NULL. */
  readonly bytes: number;
}

/** Makes a place for the rows of a result. */
export type MakeRows = () => StoredRows;
