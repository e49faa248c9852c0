import os from 'node:os';
import path from 'node:path';
import * as vscode from 'vscode';
import { UserError } from '../../base/userError';
import { isCount, isRecord } from '../../base/validate';
import { type ExportFormat, exportFormats } from '../../core/export/exportFormat';
import type { StatementRecord } from '../../core/query/runStore';
import { countWords, sizeWords } from '../../core/explorer/measures';
import { exportRows } from '../../node/results/exportRows';
import { showInformation } from '../notices';
import { readSetting } from '../settings';
import type { QueryRun } from './queryRun';
import type { QueryRuns } from './queryRuns';
import { documentName } from './sqlDocuments';

/** Exports the result that the view names, or else the last one of the active document. */
export async function exportShown(runs: QueryRuns, argument: unknown): Promise<void> {
  const { run, record } = shownResult(runs, argument);
  await exportResult(run, record);
}

/**
 * The result that the view names, or else the last one of the active document.
 * @throws UserError when there is none
 */
export function shownResult(
  runs: QueryRuns,
  argument: unknown,
): { readonly run: QueryRun; readonly record: StatementRecord } {
  const place = isRecord(argument) ? argument : {};
  const uri = vscode.window.activeTextEditor?.document.uri;
  const run = isCount(place['runId']) ? runs.byId(place['runId']) : uri && runs.of(uri);
  const records = run?.store.statements ?? [];
  const record = isCount(place['statement'])
    ? records[place['statement']]
    : [...records].reverse().find(({ rows }) => rows !== undefined);
  if (!run || !record) {
    throw new UserError('There is no result yet. Run a statement that returns rows first.');
  }
  return { run, record };
}

/** Asks for a format and a file, and writes a result into it. Asks nothing further when the user turns away. */
async function exportResult(run: QueryRun, record: StatementRecord): Promise<void> {
  const { rows, columns } = record;
  if (!rows || !columns) {
    throw new UserError('This statement returned no rows that could be exported.');
  }
  const format = await chooseFormat(rows.count);
  const file = format && (await chooseFile(run, format));
  if (!file) {
    return;
  }
  const guardFormulas = readSetting('lakehouse.export.guardFormulas');
  const writer = format.writer(columns, { target: 'my_table', guardFormulas });
  const title = `Exporting ${path.basename(file.fsPath)}`;
  const count = await withProgress(title, rows.count, (progress, signal) =>
    exportRows({ rows, columnCount: columns.length, writer, path: file.fsPath, progress, signal }),
  );
  if (count !== undefined) {
    await offerToOpen(file, count);
  }
}

async function chooseFormat(rows: number): Promise<ExportFormat | undefined> {
  const items = exportFormats.map((format) => ({
    label: format.label,
    description: `.${format.extension}`,
    detail: format.description,
    format,
  }));
  const title = `Export ${countWords(rows)} ${rows === 1 ? 'Row' : 'Rows'}`;
  return (await vscode.window.showQuickPick(items, { title, placeHolder: 'Choose a format' }))?.format;
}

function chooseFile(run: QueryRun, { label, extension }: ExportFormat): Thenable<vscode.Uri | undefined> {
  const base = path.parse(documentName(run.uri)).name.replace(/[^\p{L}\p{N} ._-]/gu, '_') || 'result';
  const folder =
    run.uri.scheme === 'file'
      ? path.dirname(run.uri.fsPath)
      : (vscode.workspace.workspaceFolders?.[0]?.uri.fsPath ?? os.homedir());
  return vscode.window.showSaveDialog({
    title: `Export as ${label}`,
    defaultUri: vscode.Uri.file(path.join(folder, `${base}.${extension}`)),
    filters: { [label]: [extension] },
  });
}

/** Shows rows, share and speed; answers undefined when the user cancels. */
async function withProgress<T>(
  title: string,
  total: number,
  work: (progress: (rows: number) => void, signal: AbortSignal) => Promise<T>,
): Promise<T | undefined> {
  const options = { location: vscode.ProgressLocation.Notification, title, cancellable: true };
  return vscode.window.withProgress(options, async (bar, token) => {
    const stop = new AbortController();
    const cancelling = token.onCancellationRequested(() => stop.abort());
    const started = Date.now();
    let shown = 0;
    let said = 0;
    const progress = (rows: number) => {
      if (Date.now() - said >= 200) {
        said = Date.now();
        const perSecond = Math.round(rows / Math.max(0.001, (said - started) / 1000));
        const message = `${countWords(rows)} of ${countWords(total)} rows, ${countWords(perSecond)} a second`;
        bar.report({ message, increment: ((rows - shown) / Math.max(1, total)) * 100 });
        shown = rows;
      }
    };
    try {
      return await work(progress, stop.signal);
    } catch (error) {
      if (stop.signal.aborted) {
        return undefined;
      }
      throw error;
    } finally {
      cancelling.dispose();
    }
  });
}

async function offerToOpen(file: vscode.Uri, count: number): Promise<void> {
  const { size } = await vscode.workspace.fs.stat(file);
  const open = 'Open';
  // VS Code itself opens nothing larger than this at once.
  const actions = size < 50 * 1024 * 1024 ? [open] : [];
  const rows = `${countWords(count)} ${count === 1 ? 'row' : 'rows'}`;
  const said = `Exported ${rows} (${sizeWords(size)}) to ${path.basename(file.fsPath)}.`;
  const answer = await showInformation(said, ...actions);
  if (answer === open) {
    await vscode.commands.executeCommand('vscode.open', file);
  }
}
