import os from 'node:os';
import path from 'node:path';
import * as vscode from 'vscode';
import { sizeWords } from '../../core/explorer/measures';
import type { ReadableRows } from '../../core/query/storedRows';
import { decodeText } from '../../node/pg/wire/decodeText';
import { saveValue } from '../../node/results/saveValue';
import { wholeCharacters } from '../../node/results/wholeCharacters';
import type { ValueHost, ValuePartRequest, ValuePartText, ValueRequest } from '../../protocol/cellValue';
import type { Handlers } from '../../protocol/rpc';
import { showInformation } from '../notices';
import type { QueryRuns } from './queryRuns';
import { documentName } from './sqlDocuments';

const byteaOid = 17;
const jsonOids: ReadonlySet<number> = new Set([114, 3802]);
const xmlOid = 142;

/** Answers what the cell viewer asks of large values: parts of them, and a file of the whole. */
export function valueHandlers(runs: QueryRuns): Handlers<ValueHost> {
  return {
    valuePart: (request) => valuePart(rowsOf(runs, request), request),
    saveValue: (request) => save(runs, request),
  };
}

function rowsOf(runs: QueryRuns, { runId, statement, view }: ValueRequest): ReadableRows | undefined {
  const run = runs.byId(runId);
  return view === undefined ? run?.store.statement(statement)?.rows : run?.arranged.rows(statement, view);
}

async function valuePart(
  rows: ReadableRows | undefined,
  { row, column, offset, length }: ValuePartRequest,
): Promise<ValuePartText> {
  const part = await rows?.part({ row, column }, offset, length);
  if (part?.total === undefined) {
    return { text: '', bytes: 0, total: undefined };
  }
  const bytes = Buffer.from(part.bytes);
  const whole = offset + bytes.length < part.total ? wholeCharacters(bytes) : bytes;
  return { text: decodeText(whole), bytes: whole.length, total: part.total };
}

async function save(runs: QueryRuns, request: ValueRequest): Promise<boolean> {
  const run = runs.byId(request.runId);
  const column = run?.store.statement(request.statement)?.columns?.[request.column];
  const rows = rowsOf(runs, request);
  if (!run || !column || !rows) {
    return false;
  }
  const isBytea = column.typeOid === byteaOid;
  const extension = isBytea
    ? 'bin'
    : jsonOids.has(column.typeOid)
      ? 'json'
      : column.typeOid === xmlOid
        ? 'xml'
        : 'txt';
  const folder =
    run.uri.scheme === 'file'
      ? path.dirname(run.uri.fsPath)
      : (vscode.workspace.workspaceFolders?.[0]?.uri.fsPath ?? os.homedir());
  const name = `${path.parse(documentName(run.uri)).name} ${column.name} ${request.row + 1}`;
  const safe = name.replace(/[^\p{L}\p{N} ._-]/gu, '_').slice(0, 80);
  const file = await vscode.window.showSaveDialog({
    title: 'Save Value to File',
    defaultUri: vscode.Uri.file(path.join(folder, `${safe}.${extension}`)),
  });
  if (!file) {
    return false;
  }
  const location = vscode.ProgressLocation.Notification;
  const title = `Saving ${path.basename(file.fsPath)}`;
  const size = await vscode.window.withProgress({ location, title, cancellable: true }, async (_, token) => {
    const stop = new AbortController();
    const cancelling = token.onCancellationRequested(() => stop.abort());
    try {
      return await saveValue(rows, request, { path: file.fsPath, isBytea, signal: stop.signal });
    } finally {
      cancelling.dispose();
    }
  });
  void showInformation(`Saved ${sizeWords(size)} to ${path.basename(file.fsPath)}.`);
  return true;
}
