import type * as vscode from 'vscode';
import { UserError } from '../../base/userError';
import { ignoreRows } from '../../core/query/ignoreRows';
import { showWarning } from '../notices';
import type { EditorSession } from '../query/editorSession';
import type { EditorWork } from '../query/editorWork';

/**
 * Commits or rolls back the open transaction of a document, as a piece of work that can be cancelled.
 * @throws UserError when none is open; ServerError when a deferred constraint refuses the COMMIT
 */
export async function endTransaction(
  uri: vscode.Uri,
  editor: EditorSession | undefined,
  command: 'COMMIT' | 'ROLLBACK',
  work: EditorWork,
): Promise<void> {
  if (!editor?.inTransaction) {
    throw new UserError('No transaction is open in this editor.');
  }
  await work.perform(uri, async ({ session }, { stopped }) => {
    const outcome = await session.execute({ text: command, maxRows: 1 }, ignoreRows, stopped);
    if (command === 'COMMIT' && outcome.commandTag === 'ROLLBACK') {
      void showWarning('A statement of the transaction had failed, so the server rolled it back.');
    }
  });
}
