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

/** Rows that can be read in windows: all rows of a result, or some of them in another order. */
export interface ReadableRows {
  /** Rows that are here whole. */
  readonly count: number;
  /** Of a part of a result an estimate. */
  readonly bytes: number;
  /**
   * The cells of a rectangle, or of the part of it that exists. Of each value at most `maxBytes` bytes are read; `noteCut`
   * hears of the values that have more.
   */
  window(rectangle: RowRectangle, maxBytes: number, noteCut?: NoteCut): Promise<readonly (readonly Cell[])[]>;
  /**
   * Bytes of one value's text in UTF-8, from `offset` on: up to `length` of them. A character may be cut at either end.
   */
  part(place: ValuePlace, offset: number, length: number): Promise<ValuePart>;
  /** The numbers that rows have in the result as it is stored, where they are shown in another order. */
  storedRows?(first: number, count: number): Promise<readonly number[]>;
  /** Whole rows as they came, from `first` on: at least one, and some more; none when there is no such row. */
  block(first: number): Promise<RowBlock>;
  /** The beginning of one value, up to `maxBytes` bytes. */
  cell(row: number, column: number, maxBytes: number): Promise<StoredCell>;
}

/** The rows of one result, as many as they may be. They can be read while more arrive. */
export interface StoredRows extends ReadableRows, Disposable {
  /** Where the rows are on the disk, or would be; files about them stand beside it. */
  readonly path: string;
  /**
   * Takes blocks over. A promise holds back the server until it settles.
   * @throws UserError when no more can be kept, now or by the promise; what was kept before can still be read
   */
  append(blocks: readonly RowBlock[]): void | Promise<void>;
  /** DataRow messages as they came, from a place in the store on, up to `length` bytes of them. */
  readBytes(offset: number, length: number): Promise<Uint8Array>;
  /** The rows that begin at these places, in this order. Cuts are noted by the places' own numbers. */
  rowsAt(
    places: readonly RowPlace[],
    span: ColumnSpan,
    noteCut?: NoteCut,
  ): Promise<readonly (readonly Cell[])[]>;
  /** As `block`, of rows that begin at these places: the first of them, and as many of the others as are near at hand. */
  blockAt(places: readonly RowPlace[]): Promise<RowBlock>;
}

/** Where a row begins in the store, and the number under which somebody shows it. */
export interface RowPlace {
  readonly row: number;
  readonly offset: number;
}

/** Which columns of a row are wanted, and how many bytes of each value. */
export interface ColumnSpan {
  readonly firstColumn: number;
  readonly columnCount: number;
  readonly maxBytes: number;
}

/** Hears that a value has so many bytes, more than were asked for. */
export type NoteCut = (row: number, column: number, bytes: number) => void;

export interface ValuePlace {
  readonly row: number;
  readonly column: number;
}

export interface ValuePart {
  readonly bytes: Uint8Array;
  /** Length of the whole value in bytes; undefined for NULL and for a value that does not exist. */
  readonly total: number | undefined;
}

export interface StoredCell {
  readonly text: Cell;
  /** Length of the whole value in bytes; 0 for NULL. */
  readonly bytes: number;
}

/** Makes a place for the rows of a result. */
export type MakeRows = () => StoredRows;
