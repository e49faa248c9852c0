import * as vscode from 'vscode';
import type { Disposable } from '../../base/disposable';
import { isString } from '../../base/validate';
import { showWarning } from '../notices';
import type { EditorSessions } from './editorSessions';
import { documentName } from './sqlDocuments';

const memoryKey = 'lakehouse.openTransactions';

/**
 * A window that closes gives nobody the time to ask about open transactions, which the server then rolls back. Their
 * documents are remembered, so that the next window can say it.
 */
export function watchOpenTransactions(memory: vscode.Memento, sessions: EditorSessions): Disposable {
  const left = memory.get<unknown>(memoryKey);
  const names = Array.isArray(left) ? left.filter(isString) : [];
  let remembered = names.join();
  if (names.length > 0) {
    void showWarning(
      `The window was closed with an open transaction in ${names.join(', ')}. The server rolled it back.`,
    );
  }
  const remember = () => {
    const open = sessions.all
      .filter(([, editor]) => editor.inTransaction)
      .map(([key]) => documentName(vscode.Uri.parse(key)));
    if (open.join() !== remembered) {
      remembered = open.join();
      void memory.update(memoryKey, open);
    }
  };
  remember();
  return sessions.onDidChange(remember);
}
