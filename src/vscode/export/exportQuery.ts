import path from 'node:path';
import * as vscode from 'vscode';
import { UserError } from '../../base/userError';
import { defaultExportOptions } from '../../core/export/exportOptions';
import type { SentText } from '../../core/query/sentText';
import { pooledRefusal } from '../../core/query/pooledRefusal';
import { type PlannedStatement, planRun, statementTitle } from '../../core/query/runPlan';
import { type StatementKind, statementKind } from '../../core/query/statementKind';
import { exportByCopy } from '../../node/export/exportByCopy';
import { commandTarget } from '../query/commandTarget';
import type { EditorSession } from '../query/editorSession';
import type { Work } from '../query/editorWork';
import type { QueryRun } from '../query/queryRun';
import { checkRunAgain } from '../query/runAgain';
import { askBeforeWrites } from '../query/productionWrites';
import { sqlParser } from '../query/sqlParser';
import { documentName, statementsOf } from '../query/sqlDocuments';
import { chooseExport, type ExportChoice, folderOf } from './chooseExport';
import { encodeProgram } from './encodeProgram';
import type { TransferParts } from './exportParts';
import { sayExported, withTransferProgress } from './transferProgress';
import { writeExport } from './writeExport';

/** Runs the statement at the cursor and writes its rows straight into a file, past the grid and its limits. */
export async function exportQuery(parts: TransferParts, argument: unknown): Promise<void> {
  const { document, target } = await commandTarget(argument);
  const plan = planRun(document.getText(), target, statementsOf(document));
  if (plan.kind === 'refused') {
    throw new UserError(plan.reason);
  }
  const [statement, ...others] = plan.statements;
  if (!statement || others.length > 0) {
    throw new UserError('A file takes the rows of one statement. Put the cursor into it, or select only it.');
  }
  await exportStatement(parts, document.uri, statement);
}

/** The same for one statement of a document. `again` is the run whose result it completes. */
export async function exportStatement(
  parts: TransferParts,
  uri: vscode.Uri,
  statement: PlannedStatement,
  again?: QueryRun,
): Promise<void> {
  const kind = await exportableKind(textOf(statement).text);
  const name = path.parse(documentName(uri)).name;
  const isCopy = kind?.copy === 'toStdout';
  const file = isCopy ? await chooseCopyFile(uri, name) : undefined;
  const subject = { title: `Export ${statementTitle(statement.text)}`, name, folder: folderOf(uri) };
  const choice = isCopy ? undefined : await chooseExport(parts, subject);
  const place = choice?.file ?? file;
  if (!place) {
    return;
  }
  const prepare = isCopy
    ? () => Promise.resolve(statement)
    : (editor: EditorSession) => withValues(parts, uri, statement, editor);
  await onSession({ parts, uri, prepare }, async ({ editor, work, prepared }) => {
    if (again) {
      await checkRunAgain(again, textOf(statement).text, editor);
    }
    const { text, values } = textOf(prepared);
    // Not by the guards of runs: they would ask for the file of a COPY again.
    const execute = await editor.executor(sqlParser, work.stopped);
    const report = await withTransferProgress({
      title: `Exporting ${path.basename(place.fsPath)}`,
      work: async (progress, signal) => {
        signal.addEventListener('abort', () => void parts.query.work.cancel(uri), { once: true });
        const program = encodeProgram(parts.context.extensionUri);
        const source = { text, values, kind: choice && (await exportableKind(text)), execute, program };
        return choice
          ? writeExport(source, choice, progress)
          : exportByCopy({
              ...{ text, format: undefined, options: defaultExportOptions },
              ...{ path: place.fsPath, execute, progress },
            });
      },
    });
    if (report) {
      void parts.runner.attempt('lakehouse.export.query', () => sayExported(place, report));
    }
  });
}

interface SessionWork {
  readonly parts: TransferParts;
  readonly uri: vscode.Uri;
  readonly prepare: (editor: EditorSession) => Promise<PlannedStatement>;
}

interface OnSession {
  readonly editor: EditorSession;
  readonly work: Work;
  readonly prepared: PlannedStatement;
}

/** Takes the document's session, with the same questions as a run. */
async function onSession(
  { parts: { query }, uri, prepare }: SessionWork,
  task: (on: OnSession) => Promise<void>,
): Promise<void> {
  await query.work.perform(uri, async (editor, work) => {
    const parser = await sqlParser();
    const prepared = await prepare(editor);
    if (editor.session.server.transactionPooled) {
      const reason = await pooledRefusal(parser, [textOf(prepared).text]);
      if (reason !== undefined) {
        throw new UserError(reason);
      }
    }
    if (editor.asksAboutWrites) {
      await askBeforeWrites(editor, [prepared], { parser, ask: undefined });
    }
    work.stopped.throwIfAborted();
    await task({ editor, work, prepared });
  });
}

function chooseCopyFile(uri: vscode.Uri, name: string): Thenable<ExportChoice['file'] | undefined> {
  const defaultUri = vscode.Uri.file(path.join(folderOf(uri) ?? '', `${name}.csv`));
  return vscode.window.showSaveDialog({ title: 'File for the Data of COPY', defaultUri });
}

/** @throws UserError for a statement that returns no rows */
async function exportableKind(text: string): Promise<StatementKind | undefined> {
  const kind = await statementKind(await sqlParser(), text);
  if (kind?.returnsRows === 'no' && kind.copy !== 'toStdout') {
    throw new UserError('This statement returns no rows, so there is nothing to write to a file.');
  }
  return kind;
}

/** With the values of its parameters, which are asked for. @throws UserError, CancelledError when the user backed out */
async function withValues(
  { query }: TransferParts,
  uri: vscode.Uri,
  statement: PlannedStatement,
  editor: EditorSession,
): Promise<PlannedStatement> {
  const [prepared = statement] = await query.guards.prepare({ uri, editor, statements: [statement] });
  return prepared;
}

/** What is sent for the statement. @throws UserError for a command of psql whose statements are not known yet */
function textOf({ text, sent, isMetaCommand }: PlannedStatement): Pick<SentText, 'text' | 'values'> {
  if (isMetaCommand && !sent) {
    throw new UserError('Run the command of psql first, and export its result.');
  }
  return sent ?? { text, values: [] };
}
