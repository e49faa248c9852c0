import path from 'node:path';
import * as vscode from 'vscode';
import { UserError } from '../../base/userError';
import { editContext } from '../../core/dbt/editContext';
import type { DbtEdit, DbtFinding, DbtFix } from '../../core/dbt/finding';
import { displayName } from '../../core/explorer/displayName';
import { lineComment } from '../../core/sql/lineComment';
import type { DbtParts } from './dbtParts';
import type { DbtService } from './dbtService';
import { knownConnection } from './targetConnection';

/** A way to put a finding right. Nothing is run by it. */
export interface FixRequest {
  readonly root: string;
  readonly finding: DbtFinding;
  readonly fix: DbtFix;
}

/** @throws UserError when there is no connection to the target */
export async function applyFix(
  { root, finding, fix }: FixRequest,
  parts: DbtParts,
  projects: DbtService,
): Promise<void> {
  switch (fix.kind) {
    case 'edit':
      await applyEdits(fix.edits);
      return;
    case 'scaffold': {
      const place = placeOf(root, finding, parts, projects);
      await parts.openScaffold({ scaffold: fix.scaffold, place, values: fix.values });
      return;
    }
    case 'sql': {
      const { profileId, database } = placeOf(root, finding, parts, projects);
      const sql = fix.statements.map((statement) => `${statement};\n`).join('');
      await parts.queries.open(profileId, database, `${lineComment(displayName(finding.message))}\n${sql}`);
      return;
    }
  }
}

/** The edits of a fix for VS Code, which counts lines; undefined where a file says something else by now. */
export async function workspaceEdit(edits: readonly DbtEdit[]): Promise<vscode.WorkspaceEdit | undefined> {
  const edit = new vscode.WorkspaceEdit();
  for (const { file, range, text, context } of edits) {
    const uri = vscode.Uri.file(file);
    const document = await vscode.workspace.openTextDocument(uri);
    if (context !== undefined && editContext(document.getText(), range) !== context) {
      return undefined;
    }
    edit.replace(
      uri,
      new vscode.Range(document.positionAt(range.start), document.positionAt(range.end)),
      text,
    );
  }
  return edit;
}

/** The file is edited and shown, and left unsaved: it is the user's to keep. */
async function applyEdits(edits: readonly DbtEdit[]): Promise<void> {
  const [first] = edits;
  const edit = await workspaceEdit(edits);
  if (!first || !edit) {
    const name = first ? path.basename(first.file) : 'The file';
    throw new UserError(
      `${name} has changed since it was checked, so nothing was edited. Check again first.`,
    );
  }
  if (!(await vscode.workspace.applyEdit(edit))) {
    throw new UserError(`${path.basename(first.file)} could not be edited. It may be read-only.`);
  }
  await vscode.window.showTextDocument(vscode.Uri.file(first.file));
}

function placeOf(
  root: string,
  finding: DbtFinding,
  parts: DbtParts,
  projects: DbtService,
): { readonly profileId: string; readonly database: string } {
  const state = projects.state(root);
  const target = state?.project.targets.find(({ name }) => name === finding.target) ?? state?.shown;
  if (!target) {
    throw new UserError('The target of this finding is gone. Check the project again.');
  }
  const connection = knownConnection(root, target, parts);
  if (!connection) {
    throw new UserError(`There is no connection to the target ${target.name} yet.`, {
      action: {
        title: 'Use Target as Connection',
        command: 'lakehouse.dbt.useTarget',
        args: [{ subject: { kind: 'target', root, target: target.name, postgres: true } }],
      },
    });
  }
  return { profileId: connection.id, database: connection.database };
}
