import type { ResultColumn } from '../../../core/query/session';
import type { Arrangement } from '../../../core/results/arrangement';
import type { ChartData, ChartSpec } from '../../../core/results/chart';
import type { SearchSpec } from '../../../core/results/search';
import type { ColumnStatistics } from '../../../core/results/statistics';

/** The rows that a job looks at: so many rows in so many bytes of the store. */
export interface JobRows {
  readonly rows: number;
  readonly bytes: number;
  readonly columns: readonly ResultColumn[];
  /** The file of the order in which rows are shown, and which; undefined for all as they are stored. */
  readonly order: string | undefined;
}

/** Writes the order of rows that an arrangement asks for. `order` of the rows is not looked at. */
export interface ArrangeJob {
  readonly kind: 'arrange';
  readonly rows: JobRows;
  readonly arrangement: Arrangement;
  /** Where the order is written. */
  readonly path: string;
}

/** How many rows are left; whether some values were too long to be compared whole. */
export interface ArrangeResult {
  readonly count: number;
  readonly cutKeys: boolean;
}

export interface FindJob {
  readonly kind: 'find';
  readonly rows: JobRows;
  readonly search: SearchSpec;
}

/** The cells that were found, by their places in the order shown: the first `listedHits` of `total`. */
export interface FindResult {
  readonly total: number;
  readonly rows: Uint32Array<ArrayBuffer>;
  readonly columns: Uint16Array<ArrayBuffer>;
}

/** Looks at the values of one column. */
export interface StatisticsJob {
  readonly kind: 'statistics';
  readonly rows: JobRows;
  readonly column: number;
}

/** Gathers what a chart shows. */
export interface ChartJob {
  readonly kind: 'chart';
  readonly rows: JobRows;
  readonly spec: ChartSpec;
}

export type RowJob = ArrangeJob | FindJob | StatisticsJob | ChartJob;

/** What each job answers with. */
export interface JobResults {
  arrange: ArrangeResult;
  find: FindResult;
  statistics: ColumnStatistics;
  chart: ChartData;
}

/** What the thread tells whoever started it. */
export type ThreadMessage =
  | { readonly kind: 'read'; readonly id: number; readonly offset: number; readonly length: number }
  /** Rows looked at so far. */
  | { readonly kind: 'progress'; readonly rows: number; readonly of: number }
  | { readonly kind: 'done'; readonly result: unknown }
  /** `forUser`: the sentence may be shown as it is. */
  | { readonly kind: 'failed'; readonly message: string; readonly forUser: boolean };

/** What the thread is told: the bytes that it asked for. */
export interface BytesMessage {
  readonly id: number;
  readonly bytes: Uint8Array | undefined;
  /** Why they could not be read. */
  readonly error: string | undefined;
}
