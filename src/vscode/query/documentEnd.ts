import type * as vscode from 'vscode';
import { neverCancelled } from '../../base/cancelSignal';
import { showWarning } from '../notices';
import type { EditorSession } from './editorSession';
import type { EditorSessions } from './editorSessions';
import type { EditorWork } from './editorWork';
import type { Confirm } from './questions';
import { documentName } from './sqlDocuments';

export interface DocumentEndParts {
  readonly sessions: EditorSessions;
  readonly work: EditorWork;
  readonly confirm: Confirm;
}

/**
 * Ends what a closed document had: VS Code lets nobody stop a document from closing, so what would be lost is asked
 * about right after.
 */
export async function endDocumentSession(uri: vscode.Uri, parts: DocumentEndParts): Promise<void> {
  const { sessions, work, confirm } = parts;
  const name = documentName(uri);
  await work.release(uri);
  if (sessions.of(uri)?.lost === undefined && work.of(uri)) {
    const letFinish = await confirm({
      message: `${name} was closed while a statement is running.`,
      yes: 'Let It Finish',
      no: 'Cancel It',
    });
    if (!letFinish) {
      await work.cancel(uri);
    }
    await work.whenIdle(uri);
  }
  // What was running may have opened the session.
  const editor = sessions.of(uri);
  try {
    if (editor?.inTransaction) {
      await endTransaction(editor, name, confirm);
    }
  } finally {
    await sessions.close(uri);
  }
}

async function endTransaction(editor: EditorSession, name: string, confirm: Confirm): Promise<void> {
  const where = `${editor.profile.name}, database ${editor.session.server.database}`;
  const commit =
    editor.session.transaction === 'inTransaction' &&
    (await confirm({
      message: `${name} was closed with an open transaction.`,
      detail: `On ${where}. What was written in it is lost unless you commit it.`,
      yes: 'Commit',
      no: 'Roll Back',
    }));
  if (!commit || editor.lost !== undefined) {
    void showWarning(`The open transaction of ${name} on ${where} was rolled back.`);
    return;
  }
  const ignore = { columns: () => undefined, rows: () => undefined, notice: () => undefined };
  const outcome = await editor.session.execute({ text: 'commit', maxRows: 1 }, ignore, neverCancelled);
  // A deferred constraint may turn COMMIT into an error, which is thrown; ROLLBACK as the tag means that it had failed.
  if (outcome.commandTag === 'ROLLBACK') {
    void showWarning(`The open transaction of ${name} on ${where} was rolled back.`);
  }
}
