import * as vscode from 'vscode';
import { UserError } from '../../base/userError';
import { isRecord } from '../../base/validate';
import type { RunTarget } from '../../core/query/runPlan';
import type { StatementReference } from './codeLens';
import { isSqlDocument } from './sqlDocuments';

/** What a command is to act on. */
export interface CommandTarget {
  readonly document: vscode.TextDocument;
  readonly target: RunTarget;
}

/**
 * The document and the statements that a command means: those of a CodeLens, or the selections or cursors of the active
 * editor.
 * @throws UserError when no SQL document is active.
 */
export async function commandTarget(argument: unknown): Promise<CommandTarget> {
  if (isStatementReference(argument)) {
    const document = await vscode.workspace.openTextDocument(argument.uri);
    // A statement may begin right after another one's semicolon, where a cursor means that one.
    return { document, target: { kind: 'cursors', offsets: [argument.start + 1] } };
  }
  const editor = activeSqlEditor();
  const { document, selections } = editor;
  const ranges = selections
    .filter((selection) => !selection.isEmpty)
    .map((selection) => ({
      start: document.offsetAt(selection.start),
      end: document.offsetAt(selection.end),
    }));
  const offsets = selections.map((selection) => document.offsetAt(selection.active));
  return {
    document,
    target: ranges.length > 0 ? { kind: 'selections', ranges } : { kind: 'cursors', offsets },
  };
}

/** @throws UserError when the active editor shows no SQL document. */
export function activeSqlEditor(): vscode.TextEditor {
  const editor = vscode.window.activeTextEditor;
  if (!editor || !isSqlDocument(editor.document)) {
    throw new UserError('Open an SQL file first: this command works on the active SQL editor.');
  }
  return editor;
}

/** The document that a command names, or the active one. */
export function commandUri(argument: unknown): vscode.Uri {
  return argument instanceof vscode.Uri ? argument : activeSqlEditor().document.uri;
}

function isStatementReference(value: unknown): value is StatementReference {
  return isRecord(value) && value['uri'] instanceof vscode.Uri && typeof value['start'] === 'number';
}
