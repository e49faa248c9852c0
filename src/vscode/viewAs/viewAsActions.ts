import * as vscode from 'vscode';
import { neverCancelled } from '../../base/cancelSignal';
import { UserError } from '../../base/userError';
import type { ExplorerNode } from '../../core/explorer/nodes';
import { topRowsSql } from '../../core/explorer/nodeSql';
import { planRun } from '../../core/query/runPlan';
import { checkReadOnly } from '../../core/query/readOnlyGuard';
import { countHidden, hiddenRowsSentence } from '../../core/rowSecurity/hiddenRows';
import type { Lens } from '../../core/rowSecurity/lens';
import type { CommandId } from '../commands';
import { showInformation } from '../notices';
import { activeSqlEditor, commandTarget } from '../query/commandTarget';
import type { Binding } from '../query/connectionBindings';
import { statementsOf } from '../query/sqlDocuments';
import { sqlParser } from '../query/sqlParser';
import { readSetting } from '../settings';
import { askLens, type LensChoice } from './askLens';
import type { Lenses } from './lenses';
import type { ViewAsParts } from './viewAsParts';

export interface ViewAsServices extends ViewAsParts {
  readonly lenses: Lenses;
}

/** How long each count may take, in milliseconds. */
const countLimit = 10_000;

/** From the sidebar, opens a relation as a role; in an SQL editor, puts the lens on that editor. */
export async function chooseLens(parts: ViewAsServices, argument: unknown): Promise<void> {
  const fromTree = argument === undefined ? undefined : parts.chosen(argument);
  const editor = vscode.window.activeTextEditor;
  if (fromTree?.kind === 'relation') {
    await browse(parts, fromTree);
  } else if (editor) {
    await onEditor(parts, activeSqlEditor().document);
  } else {
    const selected = parts.chosen(undefined);
    if (selected?.kind !== 'relation') {
      throw new UserError('Open an SQL file, or select a table or a view in the Lakehouse sidebar first.');
    }
    await browse(parts, selected);
  }
}

/** @throws UserError when the editor has no lens */
export function leaveLens({ lenses }: ViewAsServices): void {
  const { document } = activeSqlEditor();
  if (!lenses.of(document.uri)) {
    throw new UserError('This editor is not viewed as another role.');
  }
  lenses.set(document.uri, undefined);
}

/** Counts the rows of the statement at the cursor, as the role and as the login. */
export async function countHiddenRows(parts: ViewAsServices, argument: unknown): Promise<void> {
  const { document, target } = await commandTarget(argument);
  const lens = parts.lenses.of(document.uri);
  if (!lens) {
    throw new UserError('Choose View as Role for this editor first. Then the rows can be counted.');
  }
  const plan = planRun(document.getText(), target, statementsOf(document));
  if (plan.kind === 'refused') {
    throw new UserError(plan.reason);
  }
  const [statement, ...others] = plan.statements;
  const text = statement?.text.replace(/;\s*$/, '') ?? '';
  const verdict = await checkReadOnly(await sqlParser(), text);
  const isQuery = /^\s*(?:\(|select\b|with\b|values\b|table\b)/i.test(text.replace(/^(?:\s*--.*\n)+/, ''));
  if (others.length > 0 || !verdict.allowed || !isQuery) {
    throw new UserError('Rows can be counted of one SELECT that only reads. Put the cursor into one.');
  }
  const { profileId, database } = await parts.query.work.binding(document.uri);
  const session = await parts.connections.openSession(profileId, database);
  try {
    const options = { milliseconds: countLimit, signal: neverCancelled };
    const hidden = await countHidden(session, lens, text, options);
    void showInformation(hiddenRowsSentence(lens.role, hidden));
  } finally {
    await session.close();
  }
}

/** Opens a statement in an editor that looks through a lens, and runs it. */
export async function openAs(
  { query, lenses }: Pick<ViewAsServices, 'query' | 'lenses'>,
  { lens, place, sql }: { readonly lens: Lens; readonly place: Binding; readonly sql: string },
): Promise<void> {
  const uri = await query.opener.open(place.profileId, place.database, sql);
  lenses.set(uri, lens);
  await query.queries.run(await vscode.workspace.openTextDocument(uri), { kind: 'document' });
}

async function browse(
  parts: ViewAsServices,
  node: Extract<ExplorerNode, { kind: 'relation' }>,
): Promise<void> {
  const { connections, lenses, query } = parts;
  const { profileId, database: name } = node.place;
  const database = await connections.database(profileId, name);
  const choice = await (parts.askLens ?? askLens)(database, undefined);
  if (!choice || typeof choice === 'string') {
    return;
  }
  const sql = topRowsSql(node, readSetting('lakehouse.explorer.selectTopRows')) ?? '';
  const place = name ?? connections.profile(profileId)?.database ?? database.server.database;
  await openAs({ query, lenses }, { lens: choice, place: { profileId, database: place }, sql });
}

async function onEditor(parts: ViewAsServices, document: vscode.TextDocument): Promise<void> {
  const { connections, lenses, query } = parts;
  const { profileId, database } = await query.work.binding(document.uri);
  const now = lenses.of(document.uri);
  const choice: LensChoice = await (parts.askLens ?? askLens)(
    await connections.database(profileId, database),
    now,
  );
  if (choice === 'countHidden') {
    await countHiddenRows(parts, undefined);
  } else if (choice === 'policyCost') {
    await vscode.commands.executeCommand('lakehouse.plan.policyCost' satisfies CommandId);
  } else if (choice) {
    lenses.set(document.uri, choice === 'leave' ? undefined : choice);
  }
}
