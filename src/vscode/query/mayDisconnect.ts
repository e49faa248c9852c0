import * as vscode from 'vscode';
import type { EditorSessions } from './editorSessions';
import type { Confirm } from './questions';
import { documentName } from './sqlDocuments';

/**
 * Asks before a disconnect rolls back what documents have not committed. True when nothing is lost, or the user agrees.
 * @param profileId undefined for all connections
 */
export async function mayDisconnect(
  sessions: EditorSessions,
  profileId: string | undefined,
  confirm: Confirm,
): Promise<boolean> {
  const names = sessions.all
    .filter(([, { profile }]) => profileId === undefined || profile.id === profileId)
    .filter(([, { inTransaction }]) => inTransaction)
    .map(([key]) => documentName(vscode.Uri.parse(key)));
  if (names.length === 0) {
    return true;
  }
  return confirm({
    message:
      names.length === 1
        ? `Disconnect, and roll back the open transaction of ${names.join()}?`
        : `Disconnect, and roll back the open transactions of ${names.length} documents?`,
    detail: `What was written in it is lost. Commit first to keep it.${names.length === 1 ? '' : `\n\n${names.join('\n')}`}`,
    yes: 'Roll Back and Disconnect',
  });
}
