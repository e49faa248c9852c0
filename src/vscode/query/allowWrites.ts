import type * as vscode from 'vscode';
import { UserError } from '../../base/userError';
import type { EditorWork, EditorWorkParts } from './editorWork';
import type { Confirm } from './questions';
import { documentName } from './sqlDocuments';

/** Lifts read-only for the session of a document, after a question. It is stored nowhere. */
export async function allowWrites(
  uri: vscode.Uri,
  parts: EditorWorkParts,
  work: EditorWork,
  confirm: Confirm,
): Promise<void> {
  const binding = await work.binding(uri);
  const profile = parts.connections.profile(binding.profileId);
  const editor = parts.sessions.of(uri);
  if (!profile || !parts.sessions.readOnly(uri, binding)) {
    throw new UserError(`${profile?.name ?? 'This connection'} is not read-only in this session.`);
  }
  const yes = await confirm({
    message: `Allow statements that write on ${profile.name}?`,
    detail:
      `Environment: ${profile.environment}. Database: ${binding.database}. Role: ${editor?.role ?? profile.user}.\n\n` +
      `It holds for ${documentName(uri)} until its session ends, and is not remembered.`,
    yes: 'Allow Writes in This Session',
  });
  if (yes) {
    await work.perform(uri, (opened) => opened.allowWrites());
  }
}
