import * as vscode from 'vscode';
import { type Disposable, DisposableStore } from '../../base/disposable';
import { UserError } from '../../base/userError';
import type { CommandId } from '../commands';
import type { ConnectionService } from '../connections/connectionService';
import { isHistoryNode } from '../history/historyTree';
import { type Confirm, confirmModal } from '../query/questions';
import type { QueryFeature } from '../query/registerQuery';
import { isSqlDocument } from '../query/sqlDocuments';
import type { Runner } from '../run';
import { bindByHeader } from './headerBinding';
import type * as Actions from './savedActions';
import { type SavedNode, SavedTree } from './savedTree';

export interface SavedParts {
  readonly runner: Runner;
  readonly connections: ConnectionService;
  readonly query: QueryFeature;
  /** How questions are asked; a dialog unless named. */
  readonly confirm?: Confirm;
}

/** Queries that are kept as files of the workspace, and their view. */
export function registerSaved(services: SavedParts): Disposable {
  const { runner, connections, query, confirm = confirmModal } = services;
  const store = new DisposableStore();
  const parts: Actions.SavedActionParts = { connections, query, confirm };
  const tree = store.add(new SavedTree(runner));
  const load = () => import('./savedActions');
  const command = (id: CommandId, act: (actions: typeof Actions, node: SavedNode) => Promise<unknown>) =>
    store.add(
      runner.command(id, async (argument) => {
        const node = tree.chosen(argument);
        if (!node) {
          throw new UserError('Select a query in the view Saved Queries of the Lakehouse sidebar first.');
        }
        await act(await load(), node);
        tree.refresh();
      }),
    );
  command('lakehouse.saved.open', (actions, { uri }) => actions.openSaved(parts, uri));
  command('lakehouse.saved.run', (actions, { uri }) => actions.runSaved(parts, uri));
  command('lakehouse.saved.rename', (actions, node) => actions.renameSaved(node));
  command('lakehouse.saved.delete', (actions, node) => actions.deleteSaved(parts, node));
  store.add(
    runner.command('lakehouse.saved.save', async (argument) => {
      const actions = await load();
      const entry = isHistoryNode(argument) && argument.kind === 'run' ? argument.entry : undefined;
      const header = entry && {
        connection: entry.connection,
        database: undefined,
        description: undefined,
      };
      await actions.saveQuery(
        parts,
        entry && header ? { text: entry.text, header } : actions.queryOfEditor(parts),
      );
      tree.refresh();
    }),
  );
  store.add(
    runner.command('lakehouse.saved.chooseFolder', async () => {
      await (await import('./savedFolders')).chooseSavedFolder();
      tree.refresh();
    }),
  );
  store.add(runner.command('lakehouse.saved.refresh', () => tree.refresh()));
  store.add(bindOpenedDocuments(parts));
  return store;
}

/** A file that names its connection is bound to it, however it was opened. */
function bindOpenedDocuments({ connections, query }: Actions.SavedActionParts): Disposable {
  const bind = (document: vscode.TextDocument) => {
    if (isSqlDocument(document) && document.uri.scheme !== 'untitled') {
      bindByHeader(document, { connections, bindings: query.bindings });
    }
  };
  vscode.workspace.textDocuments.forEach(bind);
  return vscode.workspace.onDidOpenTextDocument(bind);
}
