import type { StatementView } from '../../src/protocol/results';
import { countOf, formatCount, formatDuration } from '../shared/words';
import { hiddenWords } from './columnDialog';
import type { GridModel } from './grid/gridModel';
import { rectangleOf } from './grid/selection';

/** How many rows there are and how long it took. */
export function footWords(statement: StatementView, elapsed: number | undefined): string {
  const rows = countOf(statement.rowCount, 'row');
  const time = elapsed === undefined ? '' : ` · ${formatDuration(elapsed)}`;
  switch (statement.state) {
    case 'running':
      return `${rows} so far`;
    case 'failed':
      return `Failed after ${rows}: ${statement.error?.message ?? ''}`;
    case 'cancelled':
      return `Cancelled · ${rows}${time}`;
    case 'waiting':
    case 'skipped':
    case 'held':
    case 'done':
      return `${rows}${time}`;
  }
}

/** What is selected, and which columns are hidden. */
export function selectionWords(model: GridModel | undefined): string {
  if (!model || model.rowCount === 0) {
    return '';
  }
  const { firstRow, lastRow, firstColumn, lastColumn } = rectangleOf(model.selection);
  const rows = lastRow - firstRow + 1;
  const columns = lastColumn - firstColumn + 1;
  const hidden = hiddenWords(model);
  const selected =
    rows === 1 && columns === 1
      ? `Row ${formatCount(firstRow + 1)}`
      : `${countOf(rows, 'row')} × ${countOf(columns, 'column')} selected`;
  return hidden === '' ? selected : `${hidden} · ${selected}`;
}
