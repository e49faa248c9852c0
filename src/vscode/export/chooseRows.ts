import * as vscode from 'vscode';
import { countWords } from '../../core/explorer/measures';
import type { StatementRecord } from '../../core/query/runStore';
import type { ReadableRows } from '../../core/query/storedRows';
import { isFiltered } from '../../core/results/arrangement';
import type { QueryRun } from '../query/queryRun';

/**
 * The rows of a result that are to be exported: all of them, or those that the grid shows, where these are others or in
 * another order. Undefined when the user turns away, or there are none.
 */
export async function chooseRows(run: QueryRun, record: StatementRecord): Promise<ReadableRows | undefined> {
  const { rows } = record;
  const arranged = run.arranged.of(record.index, rows);
  if (!rows || !arranged) {
    return rows;
  }
  const filtered = isFiltered(arranged.view.arrangement);
  const shown = filtered
    ? `The ${countWords(arranged.view.rowCount)} Rows that Are Shown`
    : 'Sorted, as They Are Shown';
  const items = [
    { label: shown, description: 'in the order of the grid', rows: arranged.rows },
    { label: `All ${countWords(rows.count)} Rows`, description: 'in the order in which they came', rows },
  ];
  return (await vscode.window.showQuickPick<(typeof items)[0]>(items, { title: 'Export Which Rows?' }))?.rows;
}
