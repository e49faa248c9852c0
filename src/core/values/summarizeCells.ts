import type { CancelSignal } from '../../base/cancelSignal';
import { isNumberType } from '../export/valueKind';
import type { ResultColumn } from '../query/session';
import type { StoredRows } from '../query/storedRows';
import { NumberSummary } from './numberSummary';

/** Cells by rows, both ends included, and columns of the result. */
export interface SummedCells {
  readonly firstRow: number;
  readonly lastRow: number;
  readonly columns: readonly number[];
}

/** What selected cells have in them. Numbers are exact, in PostgreSQL's text form. */
export interface CellSummary {
  readonly cells: number;
  readonly nulls: number;
  /** Numbers among them, by the types of their columns. */
  readonly numbers: number;
  readonly sum: string | undefined;
  readonly average: string | undefined;
  readonly min: string | undefined;
  readonly max: string | undefined;
}

/** Rows that are read at a time. */
const rowsAtOnce = 5000;
/** Longer than any number that PostgreSQL keeps whole. */
const longestNumber = 200_000;

/** Reads the cells and sums them up. @throws the reason of the signal after an abort */
export async function summarizeCells(
  rows: Pick<StoredRows, 'window' | 'count'>,
  columns: readonly ResultColumn[],
  { firstRow, lastRow, columns: chosen }: SummedCells,
  signal: CancelSignal,
): Promise<CellSummary> {
  const firstColumn = Math.min(...chosen);
  const span = { firstColumn, columnCount: Math.max(...chosen) - firstColumn + 1 };
  const isNumber = chosen.map((column) => isNumberType(columns[column]));
  const maxBytes = isNumber.includes(true) ? longestNumber : 1;
  const summary = new NumberSummary();
  const end = Math.min(lastRow + 1, rows.count);
  let nulls = 0;
  for (let first = firstRow; first < end; first += rowsAtOnce) {
    signal.throwIfAborted();
    const window = { first, count: Math.min(rowsAtOnce, end - first), ...span };
    for (const cells of await rows.window(window, maxBytes)) {
      for (const [place, column] of chosen.entries()) {
        const cell = cells[column - firstColumn] ?? null;
        if (cell === null) {
          nulls++;
        } else if (isNumber[place] === true) {
          summary.add(cell);
        }
      }
    }
  }
  const { count, sum, average, min, max } = summary;
  return {
    cells: Math.max(0, end - firstRow) * chosen.length,
    ...{ nulls, numbers: count, sum, average, min, max },
  };
}
