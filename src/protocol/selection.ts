import { isCount, isRecord } from '../base/validate';
import type { CellSummary } from '../core/values/summarizeCells';
import type { Validators } from './rpc';

/** Selected cells of a result: rows from the first to the last, and columns of the result. */
export interface SelectionRequest {
  readonly runId: number;
  readonly statement: number;
  /** Which rows: see `ArrangedView`. */
  readonly view?: number | undefined;
  readonly firstRow: number;
  readonly lastRow: number;
  readonly columns: readonly number[];
}

export interface SelectionHost {
  /** Sums the cells up, in the status bar as well. An abort stops the reading. */
  summarize(argument: SelectionRequest): CellSummary;
  /** Nothing worth a summary is selected any more. */
  clearSummary(argument: null): void;
}

const isSelection = (value: unknown): value is SelectionRequest =>
  isRecord(value) &&
  [value['runId'], value['statement'], value['firstRow'], value['lastRow']].every(isCount) &&
  (value['view'] === undefined || isCount(value['view'])) &&
  Array.isArray(value['columns']) &&
  value['columns'].length > 0 &&
  value['columns'].length <= 1664 &&
  value['columns'].every(isCount);

export const selectionHostValidators: Validators<SelectionHost> = {
  summarize: isSelection,
  clearSummary: (value): value is null => value === null,
};
