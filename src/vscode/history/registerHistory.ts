import * as vscode from 'vscode';
import { type Disposable, DisposableStore } from '../../base/disposable';
import { UserError } from '../../base/userError';
import { dayOf } from '../../core/history/days';
import type { ConnectionProfile } from '../../core/connections/connectionProfile';
import type { CommandId } from '../commands';
import type { ConnectionService } from '../connections/connectionService';
import { type Confirm, confirmModal } from '../query/questions';
import type { QueryFeature } from '../query/registerQuery';
import type { Runner } from '../run';
import { readSetting } from '../settings';
import { History } from './history';
import type * as Actions from './historyActions';
import type { RunNode } from './historyModel';
import { HistoryTree, isHistoryNode } from './historyTree';
import { PrivateMode } from './privateMode';
import type { FinishedRun } from './recordRun';

export interface HistoryParts {
  readonly context: Pick<vscode.ExtensionContext, 'globalStorageUri' | 'workspaceState'>;
  readonly runner: Runner;
  readonly connections: ConnectionService;
  readonly query: QueryFeature;
  /** How questions are asked; a dialog unless named. */
  readonly confirm?: Confirm;
}

/** What the history offers to the other features. */
export interface HistoryFeature extends Disposable {
  readonly history: History;
  readonly tree: HistoryTree;
  /** Writes a run into the history, unless the user wants none of this connection or window. It does not fail. */
  record(profile: ConnectionProfile, finished: () => FinishedRun | Promise<FinishedRun>): Promise<void>;
  /** Lets something else be written into the history, under the same condition. It does not fail. */
  keep(profile: ConnectionProfile, write: () => Promise<void>): Promise<void>;
}

/** Keeps the runs of all windows and shows them in the sidebar. */
export function registerHistory(parts: HistoryParts): HistoryFeature {
  const { context, runner, query } = parts;
  const store = new DisposableStore();
  const history = store.add(new History(context.globalStorageUri));
  const privateMode = store.add(new PrivateMode(context.workspaceState));
  const tree = store.add(new HistoryTree(history, runner));
  const keep: HistoryFeature['keep'] = (profile, write) =>
    runner.quietly('lakehouse.history', undefined, async () => {
      if (readSetting('lakehouse.history.enabled') && !privateMode.on && profile.history !== false) {
        await write();
      }
    });
  const record: HistoryFeature['record'] = (profile, finished) =>
    keep(profile, async () => {
      const run = await finished();
      const { recordRun } = await import('./recordRun');
      await recordRun(history, run);
    });
  store.add(
    query.queries.onDidEndRun((ended) => {
      void record(ended.editor.profile, async () => {
        const { finishedRun } = await import('./recordRun');
        return finishedRun(ended, query.runs);
      });
    }),
  );
  store.add(registerEntryCommands(parts, history, tree));
  store.add(registerViewCommands(parts, history, tree));
  store.add(runner.command('lakehouse.history.startPrivate', () => privateMode.set(true)));
  store.add(runner.command('lakehouse.history.endPrivate', () => privateMode.set(false)));
  return { history, tree, record, keep, dispose: () => store.dispose() };
}

/** What can be done with one run. */
function registerEntryCommands(
  { runner, connections, query }: HistoryParts,
  history: History,
  tree: HistoryTree,
): Disposable {
  const store = new DisposableStore();
  const parts: Actions.HistoryActionParts = { history, connections, query };
  const command = (id: CommandId, act: (actions: typeof Actions, node: RunNode) => Promise<void>) =>
    store.add(
      runner.command(id, async (argument) => {
        const node = tree.chosen(argument);
        if (!node) {
          throw new UserError('Select a run in the view History of the Lakehouse sidebar first.');
        }
        await act(await import('./historyActions'), node);
      }),
    );
  command('lakehouse.history.open', (actions, { entry }) => actions.openEntry(parts, entry));
  command('lakehouse.history.insert', (actions, { entry }) => actions.insertEntry(entry));
  command('lakehouse.history.runAgain', (actions, { entry }) => actions.runEntryAgain(parts, entry));
  command('lakehouse.history.openResult', (actions, { entry }) => actions.openEntryResult(parts, entry));
  command('lakehouse.history.copy', async (_, { entry }) => vscode.env.clipboard.writeText(entry.text));
  command('lakehouse.history.delete', (_, { day, entry }) => history.delete(day, entry.id));
  store.add(
    runner.command('lakehouse.history.search', async () => {
      const [actions, { searchHistory }] = await Promise.all([
        import('./historyActions'),
        import('./searchHistory'),
      ]);
      await searchHistory(history, async (action, entry) => {
        switch (action) {
          case 'open':
            return actions.openEntry(parts, entry);
          case 'run':
            return actions.runEntryAgain(parts, entry);
          case 'copy':
            await vscode.env.clipboard.writeText(entry.text);
            return;
          case 'plan':
            await vscode.commands.executeCommand('lakehouse.history.showPlan' satisfies CommandId, {
              ...{ kind: 'run', day: dayOf(entry.startedAt), entry },
            });
        }
      });
    }),
  );
  return store;
}

/** What can be done with the view. */
function registerViewCommands(
  { runner, confirm = confirmModal }: HistoryParts,
  history: History,
  tree: HistoryTree,
): Disposable {
  const store = new DisposableStore();
  store.add(runner.command('lakehouse.history.refresh', () => history.touch()));
  store.add(
    runner.command('lakehouse.history.filter', async () => {
      const typed = await vscode.window.showInputBox({
        title: 'Filter History',
        prompt: 'Words of the text, the connection, the outcome or the error. Nothing shows all.',
        value: tree.filter,
      });
      if (typed !== undefined) {
        await tree.filterBy(typed);
      }
    }),
  );
  store.add(runner.command('lakehouse.history.clearFilter', () => tree.filterBy('')));
  store.add(
    runner.command('lakehouse.history.showMore', async (node) => {
      if (isHistoryNode(node) && node.kind === 'more') {
        await tree.showMore(node);
      }
    }),
  );
  store.add(
    runner.command('lakehouse.history.clear', async () => {
      const yes = await confirm({
        message: 'Delete the whole history?',
        detail: 'The runs of all windows and the results that were kept are removed from this computer.',
        yes: 'Delete All',
      });
      if (yes) {
        await history.clear();
      }
    }),
  );
  return store;
}
