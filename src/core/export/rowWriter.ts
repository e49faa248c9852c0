import type { Cell } from '../ports';
import type { ResultColumn } from '../query/session';
import type { ExportOptions } from './exportOptions';

/** Writes the rows of a result as text, one after the other, so that a result of any size needs no memory. */
export interface RowWriter {
  /** What stands before the first row. */
  readonly head: string;
  /** One row; `index` counts from 0. */
  row(cells: readonly Cell[], index: number): string;
  /** What stands after the last of `count` rows. */
  tail(count: number): string;
}

export type MakeWriter = (columns: readonly ResultColumn[], options: ExportOptions) => RowWriter;
