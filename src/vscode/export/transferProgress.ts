import path from 'node:path';
import * as vscode from 'vscode';
import { isCancellation } from '../../base/cancelSignal';
import { countWords, sizeWords } from '../../core/explorer/measures';
import type { ExportProgress, ExportReport } from '../../node/export/exportReport';
import { showInformation } from '../notices';

/** Milliseconds between two lines of progress. */
const pace = 200;

export interface TransferTask<T> {
  readonly title: string;
  /** Rows, where that is known before. */
  readonly total?: number;
  readonly work: (progress: (progress: ExportProgress) => void, signal: AbortSignal) => Promise<T>;
}

/** Shows rows, bytes, speed and time; answers undefined when the user cancels. */
export function withTransferProgress<T>({ title, total, work }: TransferTask<T>): Promise<T | undefined> {
  const options = { location: vscode.ProgressLocation.Notification, title, cancellable: true };
  const task = vscode.window.withProgress(options, async (bar, token) => {
    const stop = new AbortController();
    const cancelling = token.onCancellationRequested(() => stop.abort());
    const started = Date.now();
    let said = 0;
    let shown = 0;
    const progress = (now: ExportProgress) => {
      if (Date.now() - said >= pace) {
        said = Date.now();
        const increment =
          total === undefined ? {} : { increment: ((now.rows - shown) / Math.max(1, total)) * 100 };
        bar.report({ message: progressWords(now, said - started, total), ...increment });
        shown = now.rows;
      }
    };
    try {
      return await work(progress, stop.signal);
    } catch (error) {
      if (stop.signal.aborted || isCancellation(error)) {
        return undefined;
      }
      throw error;
    } finally {
      cancelling.dispose();
    }
  });
  return Promise.resolve(task);
}

/** Such as `1,200,000 rows, 210 MB, 96 MB/s, 2 s`. */
export function progressWords({ rows, bytes }: ExportProgress, elapsedMs: number, total?: number): string {
  const seconds = Math.max(0.001, elapsedMs / 1000);
  const count = total === undefined ? countWords(rows) : `${countWords(rows)} of ${countWords(total)}`;
  const time = seconds < 1 ? '' : `, ${Math.floor(seconds)} s`;
  return `${count} rows, ${sizeWords(bytes)}, ${sizeWords(bytes / seconds)}/s${time}`;
}

/** Says what was written, and what is not as it is in the database, and offers to show the file. */
export async function sayExported(file: vscode.Uri, { rows, bytes, notes }: ExportReport): Promise<void> {
  const count = `${countWords(rows)} ${rows === 1 ? 'row' : 'rows'}`;
  const said = [`Exported ${count} (${sizeWords(bytes)}) to ${path.basename(file.fsPath)}.`, ...notes].join(
    ' ',
  );
  // VS Code itself opens nothing larger than this at once.
  const isText = !/\.(parquet|xlsx|gz)$/.test(file.path) && bytes < 50 * 1024 * 1024;
  const [open, reveal] = ['Open', 'Show in Folder'];
  const answer = await showInformation(said, ...(isText ? [open] : []), reveal);
  if (answer === open) {
    await vscode.commands.executeCommand('vscode.open', file);
  } else if (answer === reveal) {
    await vscode.commands.executeCommand('revealFileInOS', file);
  }
}
