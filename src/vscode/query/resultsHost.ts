import * as vscode from 'vscode';
import { UserError } from '../../base/userError';
import { sizeWords } from '../../core/explorer/measures';
import { type CopyTextFormat, copyText } from '../../core/export/copyText';
import type { StatementRecord } from '../../core/query/runStore';
import type { NoteCut, ReadableRows, RowRectangle } from '../../core/query/storedRows';
import type { EditHost } from '../../protocol/editing';
import type { Handlers } from '../../protocol/rpc';
import type { SelectionHost } from '../../protocol/selection';
import {
  type CopyAsRequest,
  type CopyRequest,
  cutCell,
  type ResultsHost,
  type RowWindow,
  type RunView,
  type StatementPlace,
  windowCellLimit,
} from '../../protocol/results';
import { valueHandlers } from './cellValues';
import type { QueryRun } from './queryRun';
import type { QueryRuns } from './queryRuns';
import { type RowToolParts, rowToolsHandlers } from './rowTools';
import { presentErrorRange } from './runView';

/** Answers what the results view asks, from the results that are kept. */
export function resultsHandlers(
  runs: QueryRuns,
  shown: { readonly ready: () => RunView | undefined; readonly run: () => QueryRun | undefined },
  tools: Omit<RowToolParts, 'runs'> & {
    /** Whether nothing would be lost, or the user agrees. */
    readonly mayClose: (run: QueryRun, statement: number) => Promise<boolean>;
  },
): Handlers<Omit<ResultsHost, keyof EditHost | keyof SelectionHost>> {
  return {
    ...rowToolsHandlers({ ...tools, runs }),
    ...valueHandlers(runs),
    ready: () => shown.ready(),
    rows: (request) => rowWindow(statementOf(runs, request), request),
    copy: (request) => copyRectangle(statementOf(runs, request), request),
    copyAs: async (request) => {
      const format = await chooseCopyFormat();
      return format ? copyRectangle(statementOf(runs, request), { ...request, format }) : 0;
    },
    export: (place) => void vscode.commands.executeCommand('lakehouse.results.export', place),
    fetchAll: (place) => void vscode.commands.executeCommand('lakehouse.results.fetchAll', place),
    cancel: async () => {
      await vscode.commands.executeCommand('lakehouse.query.cancel', shown.run()?.uri);
    },
    revealError: (request) => revealError(runs, request),
    pinResult: ({ runId, statement, pinned }) => runs.byId(runId)?.store.setPinned(statement, pinned),
    closeResult: async ({ runId, statement }) => {
      const run = runs.byId(runId);
      if (run && (await tools.mayClose(run, statement))) {
        run.store.closeResult(statement);
      }
    },
  };
}

/** A statement with the rows of it that are shown. */
type ShownRecord = Omit<StatementRecord, 'rows'> & { readonly rows: ReadableRows | undefined };

function statementOf(runs: QueryRuns, { runId, statement, view }: StatementPlace): ShownRecord | undefined {
  const run = runs.byId(runId);
  const record = run?.store.statement(statement);
  return run && record && view !== undefined
    ? { ...record, rows: run.arranged.rows(statement, view) }
    : record;
}

/** A rectangle of the rows that are here, its long cells cut. */
export async function rowWindow(record: ShownRecord | undefined, request: RowRectangle): Promise<RowWindow> {
  const { first, firstColumn } = request;
  const cut: (readonly [number, number, number])[] = [];
  const noteCut: NoteCut = (row, column, bytes) => cut.push([row, column, bytes]);
  const maxBytes = bytesFor(windowCellLimit);
  const rows = (await record?.rows?.window(request, maxBytes, noteCut)) ?? [];
  const cells = rows.map((row, index) =>
    row.map((cell, place) => {
      // Short enough for the store, and still too long for a window.
      const bytes = cell !== null && cell.length > windowCellLimit ? Buffer.byteLength(cell) : 0;
      if (bytes > 0 && bytes <= maxBytes - 3) {
        noteCut(first + index, firstColumn + place, bytes);
      }
      return cutCell(cell);
    }),
  );
  const stored = await record?.rows?.storedRows?.(first, rows.length);
  return {
    ...{ first, firstColumn, rows: cells },
    ...(cut.length > 0 && { cut }),
    ...(stored && { stored }),
  };
}

/** UTF-8 takes at most three bytes for a UTF-16 unit. One unit more shows that there is more. */
function bytesFor(units: number): number {
  return 3 * (units + 1);
}

async function copyRectangle(record: ShownRecord | undefined, request: CopyRequest): Promise<number> {
  const { firstRow, lastRow, columns: wanted } = request;
  refuseLargeCopy(record?.rows, request);
  const columns = wanted.flatMap((column) => record?.columns?.[column] ?? []);
  const firstColumn = Math.min(...wanted);
  const rectangle = {
    ...{ first: firstRow, count: lastRow - firstRow + 1 },
    ...{ firstColumn, columnCount: Math.max(...wanted) - firstColumn + 1 },
  };
  const read = (await record?.rows?.window(rectangle, Number.MAX_SAFE_INTEGER)) ?? [];
  const rows = read.map((row) => wanted.map((column) => row[column - firstColumn] ?? null));
  const format: CopyTextFormat = request.format;
  await vscode.env.clipboard.writeText(copyText(columns, rows, format));
  return rows.length;
}

/** More would freeze the clipboard of most systems. */
const copyLimit = 64 * 1024 * 1024;

function refuseLargeCopy(rows: ReadableRows | undefined, { firstRow, lastRow }: CopyAsRequest): void {
  const share = (lastRow - firstRow + 1) / Math.max(1, rows?.count ?? 1);
  const bytes = (rows?.bytes ?? 0) * Math.min(1, share);
  if (bytes > copyLimit) {
    throw new UserError(
      `These rows have about ${sizeWords(bytes)}, more than the clipboard takes well. Export them to a file instead.`,
    );
  }
}

async function chooseCopyFormat(): Promise<CopyTextFormat | undefined> {
  const items = [
    { label: 'TSV', description: 'for spreadsheets, without column names', format: 'tsv' },
    { label: 'TSV with Column Names', description: 'for spreadsheets', format: 'tsvWithHeader' },
    { label: 'CSV', description: 'as COPY writes it', format: 'csv' },
    { label: 'JSON', description: 'an array of objects', format: 'json' },
    { label: 'Markdown', description: 'a table', format: 'markdown' },
    { label: 'INSERT', description: 'statements', format: 'insert' },
    { label: 'IN List', description: "(1, 2, 'three'), each value once", format: 'inList' },
  ] as const;
  return (await vscode.window.showQuickPick(items, { title: 'Copy Selection As' }))?.format;
}

async function revealError(runs: QueryRuns, request: StatementPlace): Promise<void> {
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
