import * as vscode from 'vscode';
import { CancelledError } from '../../base/cancelSignal';
import { UserError } from '../../base/userError';
import type { RelationKind } from '../../core/catalog/relationKind';
import type { ConnectionProfile } from '../../core/connections/connectionProfile';
import { displayName } from '../../core/explorer/displayName';
import { type ExplorerNode, type Place, placeOf } from '../../core/explorer/nodes';
import type { FormSubject } from '../../core/scaffold/formValues';
import { writeRelationName } from '../../core/scaffold/relationName';
import { type ScaffoldPlace, scaffolds } from '../../core/scaffold/scaffolds';
import type { ScaffoldRequest } from './scaffoldParts';

/**
 * Lets the user choose a scaffold: those that are for the node, or all of them.
 * @throws CancelledError when nothing was chosen, UserError when there is no connection
 */
export async function chooseScaffold(
  profiles: readonly ConnectionProfile[],
  node: ExplorerNode | undefined,
): Promise<ScaffoldRequest> {
  const place = (node && placeOf(node)) ?? (await choosePlace(profiles));
  const kind = node && placeKind(node);
  const fitting = scaffolds.filter(({ on }) => kind === undefined || on.includes(kind));
  const items = fitting.map(({ id, title, hint }) => ({ label: title, description: hint, id }));
  const about = node && nodeWords(node);
  const choice = await vscode.window.showQuickPick(items, {
    title: about === undefined ? 'Scaffold' : `Scaffold: ${about}`,
    placeHolder: 'What to generate. Nothing runs before you have seen it.',
    matchOnDescription: true,
  });
  if (choice === undefined) {
    throw new CancelledError();
  }
  return { scaffold: choice.id, place, subject: node ? subjectOf(node) : {} };
}

function placeKind(node: ExplorerNode): ScaffoldPlace | undefined {
  if (node.kind === 'relation') {
    return relationPlaces[node.row.kind];
  }
  return node.kind === 'schema' ? 'schema' : isDatabase(node) ? 'database' : undefined;
}

const relationPlaces: Readonly<Record<RelationKind, ScaffoldPlace>> = {
  table: 'table',
  foreignTable: 'table',
  partitionedTable: 'partitionedTable',
  view: 'view',
  materializedView: 'view',
};

function isDatabase(node: ExplorerNode): boolean {
  return node.kind === 'database' || node.kind === 'connection';
}

/** What a form about the node begins with. */
export function subjectOf(node: ExplorerNode): FormSubject {
  if (node.kind === 'relation') {
    return { schema: node.row.schema, relation: writeRelationName(node.row) };
  }
  return node.kind === 'schema' ? { schema: node.row.name } : {};
}

/** What it is about, for the head of the list. */
function nodeWords(node: ExplorerNode): string | undefined {
  if (node.kind === 'connection') {
    return displayName(node.profile.name);
  }
  if (node.kind === 'relation') {
    return `${displayName(node.row.schema)}.${displayName(node.row.name)}`;
  }
  return node.kind === 'schema' || node.kind === 'database' ? displayName(node.row.name) : undefined;
}

/**
 * Lets the user choose a connection; the only one is taken as it is.
 * @throws CancelledError when none was chosen, UserError when there is none
 */
export async function choosePlace(
  profiles: readonly ConnectionProfile[],
  placeHolder = 'Connection to generate SQL for',
): Promise<Place> {
  const [only, ...others] = profiles;
  if (only === undefined) {
    throw new UserError('There is no connection yet. Add one for the database that you mean.', {
      action: { title: 'Add Connection…', command: 'lakehouse.connections.add' },
    });
  }
  if (others.length === 0) {
    return { profileId: only.id, database: undefined };
  }
  const items = profiles.map((profile) => ({ label: profile.name, description: profile.database, profile }));
  const choice = await vscode.window.showQuickPick(items, { placeHolder });
  if (choice === undefined) {
    throw new CancelledError();
  }
  return { profileId: choice.profile.id, database: undefined };
}
