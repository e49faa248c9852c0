import type * as vscode from 'vscode';
import { UserError } from '../../base/userError';
import type { EditorWork } from './editorWork';
import type { Confirm } from './questions';
import { documentName } from './sqlDocuments';

/** Lifts read-only for the session that a document has now, after a question. It is stored nowhere. */
export async function allowWrites(uri: vscode.Uri, work: EditorWork, confirm: Confirm): Promise<void> {
  await work.perform(uri, async (editor) => {
    const { profile, session } = editor;
    if (!editor.readOnly) {
      throw new UserError(`${profile.name} is not read-only in this session.`);
    }
    const yes = await confirm({
      message: `Allow statements that write on ${profile.name}?`,
      detail:
        `Environment: ${profile.environment}. Database: ${session.server.database}. Role: ${editor.role}.\n\n` +
        `It holds for ${documentName(uri)} until its session ends, and is not remembered.`,
      yes: 'Allow Writes in This Session',
    });
    if (yes) {
      await editor.allowWrites();
    }
  });
}
