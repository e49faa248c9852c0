import * as vscode from 'vscode';
import { DisposableStore, type Disposable } from '../../base/disposable';
import { CancelledError } from '../../base/cancelSignal';
import { UserError } from '../../base/userError';
import type { ConnectionProfile } from '../../core/connections/connectionProfile';
import { type ExplorerNode, type Place, placeOf } from '../../core/explorer/nodes';
import { nodeSqlName, topRowsSql } from '../../core/explorer/nodeSql';
import { MartNotes } from '../marts/martNotes';
import type { MartPages } from '../marts/martPages';
import { registerMarts } from '../marts/registerMarts';
import { showInformation } from '../notices';
import type { QueryOpener } from '../query/queryOpener';
import { confirmModal } from '../query/questions';
import type { Runner } from '../run';
import { readSetting } from '../settings';
import type { ActionServices } from './actions/actionServices';
import type { ExplorerConnections } from './connectionSource';
import { createDatabasesTree } from './databasesTree';
import { DbtMarks } from './dbtMarks';
import type { ExplorerTree } from './explorerTree';
import { MartsTree } from './martsTree';
import { registerObjectActions } from './objectActions';

export interface ExplorerServices {
  readonly connections: ExplorerConnections & ActionServices['connections'];
  readonly queries: QueryOpener;
  readonly runner: Runner;
  readonly context: Pick<
    vscode.ExtensionContext,
    'extensionUri' | 'globalStorageUri' | 'workspaceState' | 'globalState'
  >;
}

/** The trees, for tests. */
export interface Explorer extends Disposable {
  readonly databases: ExplorerTree;
  readonly marts: ExplorerTree;
  readonly pages: Pick<MartPages, 'open'>;
  /** Where a dbt project says what it knows of relations. */
  readonly dbt: DbtMarks;
  /** The node that a menu passes, or else the one that is selected. */
  chosen(argument: unknown): ExplorerNode | undefined;
  /** Reads the list again that the node stands in. */
  refreshAround(node: ExplorerNode): void;
}

/** Registers the sidebar: its two views and their commands. */
export function registerExplorer(services: ExplorerServices): Explorer {
  const owned = new DisposableStore();
  const { runner } = services;
  const dbt = owned.add(new DbtMarks());
  const databases = owned.add(createDatabasesTree(services, dbt));
  const { workspaceState, globalState } = services.context;
  const notes = owned.add(new MartNotes(workspaceState, globalState));
  const marts = owned.add(new MartsTree(services, workspaceState, notes, dbt));
  const trees = [databases, marts.tree];
  owned.add(dbt.onDidChange(() => trees.forEach((tree) => tree.show())));
  const chosen = (argument: unknown): ExplorerNode | undefined => chosenNode(trees, argument);

  owned.add(runner.command('lakehouse.explorer.refresh', (argument) => refresh(trees, argument)));
  owned.add(runner.command('lakehouse.explorer.showMore', (argument) => showMore(trees, argument)));
  owned.add(
    runner.command('lakehouse.explorer.selectTopRows', (argument) =>
      selectTopRows(services, chosen(argument)),
    ),
  );
  owned.add(
    runner.command('lakehouse.explorer.newQuery', (argument) => newQuery(services, chosen(argument))),
  );
  owned.add(runner.command('lakehouse.explorer.copyName', (argument) => copyName(chosen(argument))));
  const step = async (argument: unknown, direction: 'up' | 'down') => {
    const { stepConnection } = await import('./connectionOrder');
    await stepConnection(services.connections.profiles, chosen(argument), direction);
  };
  owned.add(runner.command('lakehouse.connections.moveUp', (argument) => step(argument, 'up')));
  owned.add(runner.command('lakehouse.connections.moveDown', (argument) => step(argument, 'down')));
  const actions = actionServices(services, trees);
  owned.add(registerObjectActions(runner, actions, chosen));
  const { pages } = owned.add(registerMarts({ ...services, notes, dbt, tree: marts, chosen }));
  const { refreshAround } = actions;
  return {
    ...{ databases, marts: marts.tree, pages, dbt, chosen, refreshAround },
    dispose: () => owned.dispose(),
  };
}

function actionServices(services: ExplorerServices, trees: readonly ExplorerTree[]): ActionServices {
  return {
    connections: services.connections,
    queries: services.queries,
    confirm: confirmModal,
    ask: (question) => vscode.window.showInputBox({ ignoreFocusOut: true, ...question }),
    say: (message) => void showInformation(message),
    copy: (text) => vscode.env.clipboard.writeText(text),
    refreshAround: (node) => trees.find((tree) => tree.owns(node))?.refreshAround(node),
  };
}

/** The node that a menu passes, or else the one that is selected. Anybody may call a command with anything. */
function chosenNode(trees: readonly ExplorerTree[], argument: unknown): ExplorerNode | undefined {
  for (const tree of trees) {
    if (tree.owns(argument)) {
      return argument;
    }
  }
  return trees.map((tree) => tree.selection).find((node) => node !== undefined);
}

function refresh(trees: readonly ExplorerTree[], argument: unknown): void {
  for (const tree of trees) {
    if (tree.owns(argument)) {
      tree.refresh(argument);
      return;
    }
  }
  trees[0]?.refresh();
}

async function showMore(trees: readonly ExplorerTree[], argument: unknown): Promise<void> {
  for (const tree of trees) {
    if (tree.owns(argument) && argument.kind === 'more') {
      await tree.showMore(argument);
    }
  }
}

async function selectTopRows(services: ExplorerServices, node: ExplorerNode | undefined): Promise<void> {
  const sql = node && topRowsSql(node, readSetting('lakehouse.explorer.selectTopRows'));
  const place = node && placeOf(node);
  if (sql === undefined || place === undefined) {
    throw new UserError(
      'Select a table or a view in the Lakehouse sidebar first, then choose Select Top Rows.',
    );
  }
  const target = queryTarget(services, place);
  await services.queries.openAndRun(target.profileId, target.database, sql);
}

async function newQuery(services: ExplorerServices, node: ExplorerNode | undefined): Promise<void> {
  const place = (node && placeOf(node)) ?? (await choosePlace(services.connections.profiles));
  const target = queryTarget(services, place);
  const sql = node && topRowsSql(node, readSetting('lakehouse.explorer.selectTopRows'));
  await services.queries.open(target.profileId, target.database, sql ?? '');
}

async function copyName(node: ExplorerNode | undefined): Promise<void> {
  const name = node && nodeSqlName(node);
  if (name === undefined) {
    throw new UserError('Select an object in the Lakehouse sidebar first, then choose Copy Name.');
  }
  await vscode.env.clipboard.writeText(name);
}

function queryTarget(services: ExplorerServices, place: Place): { profileId: string; database: string } {
  const { profileId } = place;
  const profile = services.connections.profiles.find((each) => each.id === profileId);
  if (profile === undefined) {
    throw new UserError('This connection is no longer in the settings. Refresh the Lakehouse sidebar.');
  }
  return { profileId, database: place.database ?? profile.database };
}

async function choosePlace(profiles: readonly ConnectionProfile[]): Promise<Place> {
  const [only, ...others] = profiles;
  if (only === undefined) {
    throw new UserError('There is no connection yet. Add one to run SQL.', {
      action: { title: 'Add Connection…', command: 'lakehouse.connections.add' },
    });
  }
  if (others.length === 0) {
    return { profileId: only.id, database: undefined };
  }
  const items = profiles.map((profile) => ({ label: profile.name, description: profile.database, profile }));
  const choice = await vscode.window.showQuickPick(items, { placeHolder: 'Connection for the new query' });
  if (choice === undefined) {
    throw new CancelledError();
  }
  return { profileId: choice.profile.id, database: undefined };
}
