import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import path from 'node:path';
import * as vscode from 'vscode';
import { CancelledError } from '../../base/cancelSignal';
import { sizeWords } from '../../core/explorer/measures';
import type { Execute } from '../../core/query/runStatements';
import type { StatementOutcome, StatementRequest, StatementSink } from '../../core/query/session';
import { statementKind } from '../../core/query/statementKind';
import type { SqlParser } from '../../core/sql/parser';
import { localNotice } from '../../core/sql/serverError';
import { OutputFile } from '../../node/export/outputFile';

/** How files are chosen. Undefined when the user turned away. */
export interface ChooseFiles {
  readonly toWrite: () => Promise<vscode.Uri | undefined>;
  readonly toRead: () => Promise<vscode.Uri | undefined>;
}

export interface CopyStatement {
  readonly execute: Execute;
  readonly request: StatementRequest;
  readonly sink: StatementSink;
  /** COPY … FROM is refused there without asking for a file. */
  readonly readOnly: boolean;
  readonly parser: SqlParser;
  readonly files: ChooseFiles | undefined;
}

/**
 * Runs a statement, with a file where it is a COPY over the line.
 * @throws CancelledError when the user chose no file; UserError when it cannot be read or written; as `Session.execute`
 */
export async function copyByFile(statement: CopyStatement): Promise<StatementOutcome> {
  const { execute, request, sink, parser, readOnly, files = dialogs } = statement;
  const copy = (await statementKind(parser, request.text))?.copy;
  if (copy === 'toStdout') {
    return copyToFile(statement, await chosen(files.toWrite()));
  }
  return copy === 'fromStdin' && !readOnly
    ? copyFromFile(statement, await chosen(files.toRead()))
    : execute(request, sink);
}

const dialogs: ChooseFiles = {
  toWrite: async () =>
    vscode.window.showSaveDialog({ title: 'File for the Data of COPY … TO STDOUT', saveLabel: 'Write' }),
  toRead: async () =>
    (
      await vscode.window.showOpenDialog({
        title: 'File with the Data for COPY … FROM STDIN',
        openLabel: 'Read',
      })
    )?.[0],
};

async function chosen(file: Promise<vscode.Uri | undefined>): Promise<vscode.Uri> {
  const uri = await file;
  if (!uri) {
    throw new CancelledError();
  }
  return uri;
}

async function copyToFile(
  { execute, request, sink }: CopyStatement,
  uri: vscode.Uri,
): Promise<StatementOutcome> {
  const file = new OutputFile(uri.fsPath, { gzip: false });
  const { report, done } = progressOf(`Writing ${path.basename(uri.fsPath)}`);
  try {
    const outcome = await execute(request, {
      columns: () => undefined,
      rows: () => undefined,
      notice: (notice) => sink.notice(notice),
      copyData: (bytes) => {
        report(sizeWords(file.bytes));
        return file.write(bytes);
      },
    });
    const size = await file.finish();
    sink.notice(localNotice('INFO', '00000', `Wrote ${sizeWords(size)} to ${uri.fsPath}.`));
    return outcome;
  } catch (error) {
    await file.discard();
    throw error;
  } finally {
    done();
  }
}

/** One statement, so all of the file is copied or nothing. The server says which row failed. */
async function copyFromFile(
  { execute, request, sink }: CopyStatement,
  uri: vscode.Uri,
): Promise<StatementOutcome> {
  const { size } = await stat(uri.fsPath);
  const { report, done } = progressOf(`Reading ${path.basename(uri.fsPath)}`);
  async function* content(): AsyncIterable<Uint8Array> {
    let read = 0;
    for await (const chunk of createReadStream(uri.fsPath, { highWaterMark: 256 * 1024 })) {
      const bytes = chunk as Uint8Array;
      read += bytes.length;
      report(`${sizeWords(read)} of ${sizeWords(size)}`);
      yield bytes;
    }
  }
  try {
    const outcome = await execute({ ...request, copyFrom: content() }, sink);
    sink.notice(localNotice('INFO', '00000', `Read ${sizeWords(size)} from ${uri.fsPath}.`));
    return outcome;
  } finally {
    done();
  }
}

interface CopyProgress {
  readonly report: (message: string) => void;
  readonly done: () => void;
}

/** Milliseconds between two lines of progress. */
const pace = 200;

/** A line in the corner. Its button is the same as *Cancel* of the run. */
function progressOf(title: string): CopyProgress {
  let done: () => void = () => undefined;
  let report: (message: string) => void = () => undefined;
  const finished = new Promise<void>((resolve) => {
    done = resolve;
  });
  const options = { location: vscode.ProgressLocation.Notification, title, cancellable: true };
  void vscode.window.withProgress(options, (bar, token) => {
    let said = 0;
    report = (message) => {
      if (Date.now() - said >= pace) {
        said = Date.now();
        bar.report({ message });
      }
    };
    token.onCancellationRequested(() => void vscode.commands.executeCommand('lakehouse.query.cancel'));
    return finished;
  });
  return { report: (message) => report(message), done: () => done() };
}
