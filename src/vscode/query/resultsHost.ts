import * as vscode from 'vscode';
import { type CopyTextFormat, copyText } from '../../core/query/copyText';
import type { StatementRecord } from '../../core/query/runStore';
import type { Handlers } from '../../protocol/rpc';
import {
  type CellRequest,
  type CellText,
  cellTextLimit,
  type CopyRequest,
  cutCell,
  type ResultsHost,
  type RowWindow,
  type RunView,
  type WindowRequest,
} from '../../protocol/results';
import type { QueryRun } from './queryRun';
import type { QueryRuns } from './queryRuns';
import { presentErrorRange } from './runView';

type Rectangle = Pick<WindowRequest, 'first' | 'count' | 'firstColumn' | 'columnCount'>;

/** Answers what the results view asks, from the results that are held in memory. */
export function resultsHandlers(
  runs: QueryRuns,
  shown: { readonly ready: () => RunView | undefined; readonly run: () => QueryRun | undefined },
): Handlers<ResultsHost> {
  return {
    ready: () => shown.ready(),
    rows: (request) => rowWindow(statementOf(runs, request), request),
    cell: (request) => cellText(statementOf(runs, request), request),
    copy: (request) => copyRectangle(statementOf(runs, request), request),
    cancel: async () => {
      await vscode.commands.executeCommand('lakehouse.query.cancel', shown.run()?.uri);
    },
    revealError: (request) => revealError(runs, request),
  };
}

function statementOf(
  runs: QueryRuns,
  request: { readonly runId: number; readonly statement: number },
): StatementRecord | undefined {
  return runs.byId(request.runId)?.store.statement(request.statement);
}

/** A rectangle of the rows that are held, its long cells cut. */
export function rowWindow(record: StatementRecord | undefined, request: Rectangle): RowWindow {
  const { first, count, firstColumn, columnCount } = request;
  const rows = (record?.rows ?? []).slice(first, first + count);
  return {
    first,
    firstColumn,
    rows: rows.map((row) => row.slice(firstColumn, firstColumn + columnCount).map(cutCell)),
  };
}

function cellText(record: StatementRecord | undefined, { row, column }: CellRequest): CellText {
  const cell = record?.rows[row]?.[column] ?? null;
  return { text: cell === null ? null : cell.slice(0, cellTextLimit), length: cell?.length ?? 0 };
}

async function copyRectangle(record: StatementRecord | undefined, request: CopyRequest): Promise<number> {
  const { firstRow, lastRow, firstColumn, lastColumn } = request;
  const columns = (record?.columns ?? []).slice(firstColumn, lastColumn + 1);
  const rows = (record?.rows ?? [])
    .slice(firstRow, lastRow + 1)
    .map((row) => row.slice(firstColumn, lastColumn + 1));
  const format: CopyTextFormat = request.format;
  await vscode.env.clipboard.writeText(copyText(columns, rows, format));
  return rows.length;
}

async function revealError(
  runs: QueryRuns,
  request: { readonly runId: number; readonly statement: number },
): Promise<void> {
  const run = runs.byId(request.runId);
  const error = statementOf(runs, request)?.error;
  const place = run && error && presentErrorRange(run, error);
  if (!place) {
    return;
  }
  const { document, start, end } = place;
  const range = new vscode.Range(document.positionAt(start), document.positionAt(end));
  await vscode.window.showTextDocument(document, { selection: range });
}
